// The worlds in which `sendmail --lint-cf` tries whether strangers can relay: the configuration's
// maps with a name service that asks nobody. Maps of files are looked up as they are.
#pragma once

#include <cstddef>

#include "config/configuration.hh"
#include "rules/lint/findings.hh"

namespace sendwright::modes {

// Adds what strangers can do to the findings; returns how many attempts were made.
std::size_t check_relay_worlds(const config::Configuration& configuration,
                               rules::lint::Findings& findings);

}  // namespace sendwright::modes
