// What a map class is made of: a source that answers for one key. Flags that all classes share are
// the business of DeclaredMap around it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/file_safety.hh"
#include "base/result.hh"
#include "base/user_database.hh"
#include "config/options.hh"
#include "dns/host_lookup.hh"
#include "maps/map_flags.hh"
#include "rules/map.hh"

namespace sendwright::maps {

struct SourceAnswer {
  rules::MapStatus status = rules::MapStatus::kNotFound;
  std::string value;
  base::ExitCode exit_code = base::ExitCode::kOk;
  std::string diagnostic;  // what an administrator should hear about a failure; may be empty
  std::optional<std::string> key{};  // found under this one; nullopt: the one that was asked for

  static SourceAnswer found(std::string value) {
    return {rules::MapStatus::kFound, std::move(value), base::ExitCode::kOk, {}};
  }
  static SourceAnswer not_found(base::ExitCode code = base::ExitCode::kOk) {
    return {rules::MapStatus::kNotFound, {}, code, {}};
  }
  static SourceAnswer temporary(std::string diagnostic = {}) {
    return {rules::MapStatus::kTemporaryFailure, {}, base::ExitCode::kTemporaryFailure,
            std::move(diagnostic)};
  }
};

class MapSource {
 public:
  virtual ~MapSource() = default;

  // `key` without quotes (unless -q), in the case the rule has it. Called from any thread.
  [[nodiscard]] virtual SourceAnswer find(std::string_view key,
                                          std::span<const std::string> arguments,
                                          const rules::LookupContext& context) = 0;
  // Of the file, if there is one.
  [[nodiscard]] virtual rules::MapState state() { return {}; }
};

// What maps ask of the world. Everything pointed to must outlive the maps.
struct MapEnvironment {
  const config::Options* options = nullptr;
  dns::Resolver* resolver = nullptr;    // nullptr: no DNS
  dns::HostLookup* hosts = nullptr;     // nullptr: host maps fail temporarily
  base::UserDatabase* users = nullptr;  // nullptr: user maps fail temporarily
};

// What a class makes its source from.
struct SourceRequest {
  std::string_view name;  // of the map, for messages
  std::string_view class_name;
  std::string_view arguments;  // all that stands behind the class, as it was written
  const MapFlags& flags;
  const MapEnvironment& environment;
  rules::MapDirectory& directory;  // the maps declared before (sequence, switch)
  std::vector<std::string>& messages;  // about the declaration, for the reader of the file
};

// What of the map's file is trusted.
[[nodiscard]] base::FileSafety safety_of(const SourceRequest& request);

// nullptr: the declaration is wrong (a message says why): nothing but the test mode runs with it.
using SourceMaker = std::unique_ptr<MapSource> (*)(const SourceRequest& request);

}  // namespace sendwright::maps
