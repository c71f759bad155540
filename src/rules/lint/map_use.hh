// Maps that rules use and nobody declared, and declared ones that nothing uses.
#pragma once

#include <string_view>

#include "rules/lint/findings.hh"
#include "rules/lint/ownership.hh"
#include "rules/map.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint {

// `cf` is the text of the file: its F lines may take words out of maps. `maps` knows the maps that
// exist without a declaration.
void check_map_use(const config::Configuration& configuration, const Program& program,
                   std::string_view cf, MapDirectory& maps, const Ownership& ownership,
                   Findings& findings);

}  // namespace sendwright::rules::lint
