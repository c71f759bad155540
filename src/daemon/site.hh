// A site: what a configuration yields, put together once for all processes of a daemon or for one
// command. Owns configuration, lookups (maps, users, aliases, name service) and engine.
#pragma once

#include <memory>
#include <string>

#include "daemon/configuration_loader.hh"
#include "maps/site_lookups.hh"
#include "queue/store.hh"
#include "routing/alias_lookup.hh"
#include "rules/engine.hh"

namespace sendwright::daemon {

// Made before processes fork and used by all of them: no thread is started and no map opened until
// the first lookup. Its services may be called from any number of sessions at once.
class Site {
 public:
  // Throws if the configuration cannot be used at all (no user database of that kind).
  explicit Site(LoadedConfiguration loaded);
  ~Site();

  [[nodiscard]] config::Configuration& configuration() { return *loaded_.configuration; }
  [[nodiscard]] const config::Options& options() const { return loaded_.configuration->options; }
  [[nodiscard]] maps::SiteLookups& lookups() { return *lookups_; }
  [[nodiscard]] const rules::Engine& engine() const { return *engine_; }
  [[nodiscard]] routing::AliasLookup& aliases() { return *aliases_; }

  // The queue store of option QueueDirectory. One for each process: call it after forking.
  [[nodiscard]] std::unique_ptr<queue::QueueStore> open_store() const;

  // An option's text with macros expanded ($j, $z ...), for options that are expanded when used.
  [[nodiscard]] std::string expanded(const std::string& option_value) const;

 private:
  LoadedConfiguration loaded_;
  std::unique_ptr<maps::SiteLookups> lookups_;
  std::unique_ptr<rules::Engine> engine_;
  std::unique_ptr<routing::AliasLookup> aliases_;
};

}  // namespace sendwright::daemon
