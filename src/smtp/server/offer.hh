// What a server offers by its options and the daemon's modifiers, before any ruleset has its say. Used
// by real sessions and by those that are only acted out.
#pragma once

#include <string>

#include "config/configuration.hh"
#include "smtp/server/engine.hh"

namespace sendwright::smtp::server {

// What the process has to offer at all.
struct Means {
  bool has_tls = false;   // a certificate
  bool has_auth = false;  // a SASL library
};

// `peer` is how the client is shown: `name [address]`.
[[nodiscard]] EngineSettings engine_settings(const config::Configuration& configuration,
                                             const std::string& peer);
[[nodiscard]] Features offered_features(const config::Configuration& configuration,
                                        const config::PortOptions& port, const Means& means);

}  // namespace sendwright::smtp::server
