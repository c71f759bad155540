// Whole files that belong to a configuration: the .cf itself, its source map, files of classes.
#pragma once

#include <string>

#include "base/result.hh"

namespace sendwright::config {

// At most kMaxFileOctets. The error is in the system's words, without the name; it is temporary unless
// the file is too large. Never waits for another process (a pipe is empty).
[[nodiscard]] base::Result<std::string> file_contents(const std::string& path);
// The same of a file that is open.
[[nodiscard]] base::Result<std::string> file_contents(int file);

}  // namespace sendwright::config
