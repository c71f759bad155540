#include "dns/ip_address.hh"

#include <arpa/inet.h>

#include "base/strings.hh"

namespace sendwright::dns {

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (base::starts_with_ignoring_case(text, "IPv6:")) text.remove_prefix(5);
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string copy(text);
  IpAddress address;
  if (inet_pton(AF_INET, copy.c_str(), address.octets.data()) == 1) return address;
  address.is_v6 = true;
  if (inet_pton(AF_INET6, copy.c_str(), address.octets.data()) == 1) return address;
  return std::nullopt;
}

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN];
  if (inet_ntop(is_v6 ? AF_INET6 : AF_INET, octets.data(), buffer, sizeof buffer) == nullptr)
    return {};
  return buffer;
}

std::string IpAddress::reverse_name() const {
  std::string name;
  if (!is_v6) {
    for (int i = 3; i >= 0; --i) name += std::to_string(octets[static_cast<size_t>(i)]) + '.';
    return name + "in-addr.arpa";
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  for (int i = 15; i >= 0; --i) {
    const auto octet = octets[static_cast<size_t>(i)];
    name += kHex[octet & 15];
    name += '.';
    name += kHex[octet >> 4];
    name += '.';
  }
  return name + "ip6.arpa";
}

bool IpAddress::is_loopback() const {
  if (!is_v6) return octets[0] == 127;
  IpAddress one;
  one.is_v6 = true;
  one.octets[15] = 1;
  return *this == one;
}

}  // namespace sendwright::dns
