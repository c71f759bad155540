// Programs whose output gives the members of a class (`F{X}|/path/of/program`).
#pragma once

#include <chrono>
#include <string>

#include "base/result.hh"
#include "config/option_types.hh"

namespace sendwright::config {

// What the program writes: run without shell, arguments and environment, as `user` if this process is
// root. At most 1 MiB and as long as `patience`; then it is killed, and what it wrote counts.
[[nodiscard]] base::Result<std::string> output_of_program(
    const std::string& path, const UserAndGroup& user,
    std::chrono::milliseconds patience = std::chrono::seconds{30});

}  // namespace sendwright::config
