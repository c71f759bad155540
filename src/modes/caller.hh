// Who called the command: the user of the machine that mail from the command line is from.
#pragma once

#include <string>

#include "daemon/site.hh"
#include "modes/command_line.hh"

namespace sendwright::modes {

struct Caller {
  std::string login;
  std::string full_name;
  std::string home;
  bool is_root = false;
};

[[nodiscard]] Caller identify_caller();

// May the caller name another sender without a word (class t, root, the daemon's own user)?
[[nodiscard]] bool is_trusted(const Caller& caller, const config::Configuration& configuration);

}  // namespace sendwright::modes
