// The texts of HELP, from option HelpFile: lines `topic TAB text`; topic `smtp` is shown for HELP alone.
#pragma once

#include <string>
#include <string_view>

#include "base/file_safety.hh"
#include "smtp/reply.hh"

namespace sendwright::smtp::server {

// Reads the file: may block. `topic` in lower case, empty for the general text. `$v` in a text becomes
// the version.
[[nodiscard]] Reply help(const std::string& file, const base::FileSafety& safety,
                         std::string_view topic, std::string_view version);

}  // namespace sendwright::smtp::server
