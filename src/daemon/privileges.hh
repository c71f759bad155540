// How a process gives up being root.
#pragma once

#include "base/identity.hh"

namespace sendwright::daemon {

using base::Identity;

// Gives up root for good: supplementary groups, group, user; then checks that there is no way back.
// Does nothing for a process that is not root. Throws if anything remains.
void drop_privileges(const Identity& identity);

}  // namespace sendwright::daemon
