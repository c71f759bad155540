// Whole files and folders, for the checks that look at more than the run has read. In: a path. Out:
// the text or the names; nothing where there is none, since the run itself tells of what is
// missing.
#pragma once

#include <string>
#include <vector>

namespace sendwright::m4::lint {

// A regular file, or standard input (`stdin') where that is one; cut off at some MiB.
[[nodiscard]] std::string read_text(const std::string& file);

// The NAMEs of all NAME.m4 in a folder, sorted.
[[nodiscard]] std::vector<std::string> m4_files_in(const std::string& folder);

}  // namespace sendwright::m4::lint
