// praliases: prints the alias databases as `name:value` lines.
#pragma once

#include <ostream>
#include <span>
#include <string>

#include "base/sysexits.hh"

namespace sendwright::makemap {

// The command; `arguments` without its name: all aliases, or those that are named. Exit codes: 0, 64
// usage, 66 no such configuration file.
[[nodiscard]] base::ExitCode run_praliases(std::span<const std::string> arguments,
                                           std::ostream& out, std::ostream& err);

}  // namespace sendwright::makemap
