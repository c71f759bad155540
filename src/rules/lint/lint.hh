// The checks of a .cf that need nothing but the file: what `sendmail --lint-cf` does before it
// tries whether strangers can relay (relay_check.hh).
#pragma once

#include <string_view>

#include "config/configuration.hh"
#include "rules/lint/findings.hh"
#include "rules/map.hh"

namespace sendwright::rules::lint {

// `cf` is the text that the configuration was read from, `places` its source map
// or nullptr. No map is asked.
void check_configuration(const config::Configuration& configuration, std::string_view cf,
                         MapDirectory& maps, const config::SourceMap* places, Findings& findings);

}  // namespace sendwright::rules::lint
