// Starting the auth process: a program of its own, since Cyrus SASL's licence and GDBM's do not go
// together in one.
#pragma once

#include <vector>

#include "base/unique_fd.hh"
#include "config/options.hh"

namespace sendwright::daemon {

// Becomes the program sendwright-auth: the one beside this program's own file, else the installed one.
// `channels` are the ends for it. Returns only if it cannot be run.
int exec_auth_program(const std::vector<base::UniqueFd>& channels, const config::Options& options);

}  // namespace sendwright::daemon
