// Who the processes run as, and how they get there.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.hh"

namespace sendwright::daemon {

struct Identity {
  std::string login;
  uid_t uid = 0;
  gid_t gid = 0;
};

// Option RunAsUser, `user[:group]` by name or number. If it is empty and this process is root, the
// first of the users sendwright, smmsp, mail and nobody that exists: nothing that reads the network
// runs as root. For an ordinary user it is that user, whatever the option says.
[[nodiscard]] base::Result<Identity> run_as_identity(const std::string& run_as_user);

// Gives up root for good: supplementary groups, group, user; then checks that there is no way back.
// Does nothing for a process that is not root. Throws if anything remains.
void drop_privileges(const Identity& identity);

}  // namespace sendwright::daemon
