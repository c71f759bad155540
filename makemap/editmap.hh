// editmap: looks up, stores or deletes one entry of a map file.
#pragma once

#include <ostream>
#include <span>
#include <string>

#include "base/sysexits.hh"

namespace sendwright::makemap {

// The command; `arguments` without its name. A change goes into a copy that takes the map's place, so
// that no reader sees it half done. Exit codes: 0, 64 usage, 66 no such configuration file, 69 key not
// found (-q), 73 the map cannot be opened, 74 it cannot be written.
[[nodiscard]] base::ExitCode run_editmap(std::span<const std::string> arguments, std::ostream& out,
                                         std::ostream& err);

}  // namespace sendwright::makemap
