// Who the processes that face the network run as when root starts them.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.hh"

namespace sendwright::base {

struct Identity {
  std::string login;
  uid_t uid = 0;
  gid_t gid = 0;
};

// Option RunAsUser, `user[:group]` by name or number. If it is empty and this process is root, the
// first of the users sendwright, smmsp, mail and nobody that exists: nothing that reads the network
// runs as root. For an ordinary user it is that user, whatever the option says. May block.
[[nodiscard]] Result<Identity> run_as_identity(const std::string& run_as_user);

}  // namespace sendwright::base
