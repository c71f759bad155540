// Operation mode -bv: what would become of mail to these addresses.
#pragma once

#include "base/debug.hh"
#include "base/sysexits.hh"
#include "daemon/site.hh"
#include "modes/command_line.hh"

namespace sendwright::modes {

// Prints one line for each final address; the status is that of the first that is not deliverable.
[[nodiscard]] base::ExitCode verify_addresses(daemon::Site& site, const CommandLine& command_line,
                                              base::Debug& debug);

}  // namespace sendwright::modes
