// The command postfix-to-mc: `postconf -n` in, a sendmail.mc with its tables and a report out.
#pragma once

#include <istream>
#include <ostream>
#include <span>
#include <string>

#include "base/sysexits.hh"

namespace sendwright::postfix {

// Exit codes: 64 wrong arguments, 65 input that is no configuration, 66 no input, 73 a file that is
// there already or cannot be written. Then nothing has been written. What could not be carried over
// is in the report and no error.
[[nodiscard]] base::ExitCode run_command(std::span<const std::string> arguments, std::istream& in,
                                         std::ostream& out, std::ostream& err);

}  // namespace sendwright::postfix
