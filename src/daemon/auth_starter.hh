// Starting the auth process: a program of its own, since Cyrus SASL's licence and GDBM's do not go
// together in one.
#pragma once

#include <string>
#include <vector>

#include "base/result.hh"
#include "base/unique_fd.hh"
#include "config/options.hh"

namespace sendwright::daemon {

// The path of the program sendwright-auth: the one beside this program's own file, else the installed
// one. Error: none of the two can be run.
[[nodiscard]] base::Result<std::string> find_auth_program();

// Becomes the program at `path`. `channels` are the ends for it. Returns only if it cannot be run.
int exec_auth_program(const std::string& path, const std::vector<base::UniqueFd>& channels,
                      const config::Options& options);

}  // namespace sendwright::daemon
