// Operation mode -bt: addresses through the rulesets, with traces.
#pragma once

#include "base/debug.hh"
#include "daemon/site.hh"
#include "modes/command_line.hh"

namespace sendwright::modes {

// Reads commands from standard input; returns the exit status. With --explain, results are explained:
// as text in place of the traces, or as one HTML page on standard output at the end (the dialogue
// then is on standard error). Recipients of the command line are explained without a dialogue.
[[nodiscard]] int run_address_test(daemon::Site& site, const CommandLine& command_line,
                                   base::Debug& debug);

}  // namespace sendwright::modes
