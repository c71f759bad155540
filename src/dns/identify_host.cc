#include "dns/identify_host.hh"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "dns/hosts_file.hh"

namespace sendwright::dns {
namespace {

std::vector<IpAddress> interface_addresses(bool includes_loopback) {
  std::vector<IpAddress> addresses;
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return addresses;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, ::freeifaddrs);
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || (entry->ifa_flags & IFF_UP) == 0) continue;
    if (!includes_loopback && (entry->ifa_flags & IFF_LOOPBACK) != 0) continue;
    // As in the original on Linux, interfaces tell their IPv4 addresses only.
    if (entry->ifa_addr->sa_family != AF_INET) continue;
    IpAddress address;
    std::memcpy(address.octets.data(),
                &reinterpret_cast<const sockaddr_in*>(entry->ifa_addr)->sin_addr, 4);
    addresses.push_back(address);
  }
  return addresses;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
    names.push_back(name);
}

std::string own_name() {
  char buffer[256] = {};
  if (::gethostname(buffer, sizeof buffer - 1) != 0 || buffer[0] == '\0') return "localhost";
  return buffer;
}

std::string kernel_name() {
  utsname names{};
  return ::uname(&names) == 0 ? names.nodename : own_name();
}

}  // namespace

HostNames identify_host(const IdentifySettings& settings) {
  HostNames host;
  host.node_name = settings.node_name.empty() ? kernel_name() : settings.node_name;
  host.full_name = settings.node_name.empty() ? own_name() : settings.node_name;
  HostsFile hosts(settings.hosts_file);
  if (host.full_name.find('.') == std::string::npos) {
    if (const auto canonical = hosts.canonical_name(host.full_name);
        canonical && canonical->find('.') != std::string::npos)
      host.full_name = *canonical;
  }
  host.short_name = host.full_name.substr(0, host.full_name.find('.'));
  const size_t dot = host.full_name.find('.');
  if (dot != std::string::npos)
    host.domain = host.full_name.substr(dot + 1);
  else
    host.warning = "host name \"" + host.full_name +
                   "\" is not fully qualified; add a line like \"127.0.1.1 " + host.full_name +
                   ".example.com " + host.full_name + "\" to " + settings.hosts_file +
                   " or set confDOMAIN_NAME (Dj) in the configuration";
  const auto literal = [](const IpAddress& address) {
    return (address.is_v6 ? "[IPv6:" : "[") + address.text() + "]";
  };
  // The addresses of the own name count even where the interfaces are not looked at.
  for (const auto& address : hosts.addresses(host.full_name)) {
    add_once(host.interface_names, literal(address));
  }
  if (!settings.includes_interfaces) return host;
  for (const auto& address : interface_addresses(settings.includes_loopback)) {
    add_once(host.interface_names, literal(address));
    for (const auto& name : hosts.names(address)) add_once(host.interface_names, name);
  }
  return host;
}

}  // namespace sendwright::dns
