// Who programs and files of aliases run as: option DefaultUser.
#pragma once

#include <string>

#include "config/option_types.hh"

namespace sendwright::routing {

struct DefaultUser {
  long uid = 1;
  long gid = 1;
};

// `user`, `user:group`, `uid:gid`; names as the machine knows them. What cannot be resolved is 1.
// Asks the machine's name service: blocks.
[[nodiscard]] DefaultUser find_default_user(const config::UserAndGroup& option);

// Whether mail may start programs for a user with that login shell: it stands in /etc/shells (or
// that file allows any); an empty one is /bin/sh. Blocks.
[[nodiscard]] bool is_valid_shell(const std::string& shell);

}  // namespace sendwright::routing
