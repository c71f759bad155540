// Networks as Postfix writes them (192.0.2.0/25, [2001:db8::]/32), and as keys of an access table.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::postfix {

struct Network {
  bool is_ipv6 = false;
  std::array<uint8_t, 16>
      address{};   // the first 4 octets for IPv4; no bit behind the prefix is set
  int prefix = 0;  // bits

  [[nodiscard]] bool covers(const Network& other) const;
};

// `ADDRESS` or `ADDRESS/BITS`, the address of IPv6 also in brackets. nullopt: it is none.
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

// The keys without their tag that say the same: `192.0.2`, `IPv6:2001:db8`. A prefix that ends
// inside an octet (IPv6: a group of 16 bits) becomes a key for each value that it leaves open.
// Empty if that were more than 256, or if the network is everything.
[[nodiscard]] std::vector<std::string> access_keys(const Network& network);

}  // namespace sendwright::postfix
