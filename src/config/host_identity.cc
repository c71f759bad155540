#include "config/host_identity.hh"

namespace sendwright::config {

HostIdentity HostIdentity::from_full_name(std::string full_name) {
  HostIdentity host;
  const std::size_t dot = full_name.find('.');
  host.short_name = full_name.substr(0, dot);
  if (dot != std::string::npos) host.domain = full_name.substr(dot + 1);
  host.node_name = full_name;
  host.full_name = std::move(full_name);
  return host;
}

}  // namespace sendwright::config
