// `sendmail --lint-cf`: checks a .cf and prints what it found.
#pragma once

#include "modes/command_line.hh"

namespace sendwright::modes {

// Exit status 0: nothing but notes; 1: warnings; 2: errors. As sendmail leaves if there is no file.
int lint_configuration(const CommandLine& line);

}  // namespace sendwright::modes
