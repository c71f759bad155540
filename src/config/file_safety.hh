// May what a file says be trusted, judging by who could change it? (DontBlameSendmail relaxes this.)
#pragma once

#include <string>

#include "config/options.hh"

namespace sendwright::config {

// Why the class file is not to be read: it is no plain file, or somebody else could put another in
// its place since a directory above it can be written by its group or by all (a directory with the
// sticky bit is taken: nobody replaces what is another's in it). Empty: it may be read, if it is there.
[[nodiscard]] std::string unsafe_class_file(const std::string& path, const Options& options);

// Can others than its owner write the file?
[[nodiscard]] bool has_dangerous_permissions(const std::string& path);

}  // namespace sendwright::config
