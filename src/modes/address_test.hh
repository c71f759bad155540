// Operation mode -bt: addresses through the rulesets, with traces.
#pragma once

#include "daemon/site.hh"

namespace sendwright::modes {

// Reads commands from standard input; returns the exit status.
[[nodiscard]] int run_address_test(daemon::Site& site);

}  // namespace sendwright::modes
