// An IPv4 or IPv6 address.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sendwright::dns {

struct IpAddress {
  bool is_v6 = false;
  std::array<std::uint8_t, 16> octets{};  // network order; IPv4 uses the first four

  // `192.0.2.1`, `2001:db8::1`, also with sendmail's prefix `IPv6:`; nullopt for anything else.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
  // Without a prefix; IPv6 in its shortest form (RFC 5952).
  [[nodiscard]] std::string text() const;
  // The name under which a PTR record is asked for: `1.2.0.192.in-addr.arpa`.
  [[nodiscard]] std::string reverse_name() const;
  [[nodiscard]] bool is_loopback() const;

  [[nodiscard]] auto operator<=>(const IpAddress&) const = default;
};

}  // namespace sendwright::dns
