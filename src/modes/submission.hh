// Operation modes -bm and -t: a message on standard input becomes a queued message and is delivered
// as option DeliveryMode says.
#pragma once

#include "base/sysexits.hh"
#include "daemon/site.hh"
#include "modes/command_line.hh"

namespace sendwright::modes {

// Returns the exit status (sysexits): 67 if a recipient is unknown, 75 if the message could not be
// queued. Complaints go to standard output as sendmail's do.
[[nodiscard]] base::ExitCode submit_message(daemon::Site& site, const CommandLine& command_line);

}  // namespace sendwright::modes
