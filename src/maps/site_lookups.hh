// Everything a process looks things up with, put together from the configuration's options: name
// service, users, maps and alias databases. Made after the last fork; nothing is asked or opened
// before it is used.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "config/host_identity.hh"
#include "config/map_declaration.hh"
#include "config/options.hh"
#include "dns/host_lookup.hh"
#include "dns/identify_host.hh"
#include "dns/resolver.hh"
#include "maps/alias_database.hh"
#include "maps/map_registry.hh"

namespace sendwright::maps {

class SiteLookups {
 public:
  // `local_domain` is $m. The options must outlive this. An unknown MailboxDatabase is an error.
  static base::Result<std::unique_ptr<SiteLookups>> open(
      const config::Options& options, std::span<const config::MapDeclaration> declarations,
      const std::string& local_domain);

  // nullptr if ResolverOptions says that there is no DNS.
  [[nodiscard]] dns::Resolver* resolver() { return resolver_.get(); }
  [[nodiscard]] dns::HostLookup& hosts() { return *hosts_; }
  [[nodiscard]] base::UserDatabase& users() { return *users_; }
  [[nodiscard]] MapRegistry& registry() { return *registry_; }
  [[nodiscard]] AliasDatabases& aliases() { return *aliases_; }

 private:
  SiteLookups() = default;

  std::unique_ptr<dns::Resolver> resolver_;
  std::unique_ptr<dns::HostLookup> hosts_;
  std::unique_ptr<base::UserDatabase> users_;
  std::unique_ptr<MapRegistry> registry_;
  std::unique_ptr<AliasDatabases> aliases_;
};

// What dns::identify_host found, as the configuration reader takes it.
[[nodiscard]] config::HostIdentity to_host_identity(const dns::HostNames& names);

}  // namespace sendwright::maps
