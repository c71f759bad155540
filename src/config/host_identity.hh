// What the machine is called. Found out once at start and handed in: nothing below ever waits for
// a name server to learn it.
#pragma once

#include <string>
#include <vector>

namespace sendwright::config {

struct HostIdentity {
  std::string short_name;  // $w: first label
  std::string full_name;   // $j: fully qualified, or the best there is
  std::string domain;      // $m: what follows the first dot of full_name
  std::string node_name;   // $k: uname's name
  // Further members of class w: names and `[address]` forms of the interfaces.
  std::vector<std::string> interface_names;

  // From a full name: the short name and the domain are cut from it.
  [[nodiscard]] static HostIdentity from_full_name(std::string full_name);
};

}  // namespace sendwright::config
