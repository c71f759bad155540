// What this machine is called, found without asking a name server: a command never waits for it.
#pragma once

#include <string>
#include <vector>

namespace sendwright::dns {

struct HostNames {
  std::string short_name;  // the first label
  std::string full_name;   // fully qualified, or the best there is
  std::string domain;      // after the first dot of full_name; empty if there is none
  std::string node_name;   // as the kernel has it
  // Names of the hosts file and `[address]` forms of all interfaces, further members of class w.
  std::vector<std::string> interface_names;
  std::string warning;  // one line with the fix, if the name is not fully qualified; else empty
};

struct IdentifySettings {
  std::string hosts_file = "/etc/hosts";
  std::string node_name;             // instead of the kernel's
  bool includes_interfaces = true;   // not DontProbeInterfaces
  bool includes_loopback = true;     // not DontProbeInterfaces=loopback
};

[[nodiscard]] HostNames identify_host(const IdentifySettings& settings = {});

}  // namespace sendwright::dns
