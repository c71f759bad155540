// Operation modes about the queue: -bp and -bP list it, -q runs it.
#pragma once

#include "base/sysexits.hh"
#include "daemon/site.hh"
#include "modes/command_line.hh"

namespace sendwright::modes {

// -bp (mailq): every message with its size, time, sender, reason and recipients.
[[nodiscard]] base::ExitCode print_queue(daemon::Site& site, const CommandLine& command_line);

// -bP: how many messages there are.
[[nodiscard]] base::ExitCode print_queue_counts(daemon::Site& site);

// -q without an interval: one queue run, in this process, until everything has been tried.
[[nodiscard]] base::ExitCode run_queue(daemon::Site& site, const CommandLine& command_line);

}  // namespace sendwright::modes
