// What may stand for a host, a domain, an address or a port, before it is written into a
// configuration.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sendwright::postfix {

// Letters, digits, `-`, `_` and dots, at most 255 octets, beginning with a letter, digit or `_`.
[[nodiscard]] bool is_domain(std::string_view text);

// A next hop: `host`, `[host]`, `host:port`, `[host]:port`.
struct NextHop {
  std::string host;  // with its brackets, which keep it from being looked up by MX
  int port = 25;
};
// nullopt if it is none. Ports may be `smtp`, `submission`, `submissions`, `smtps`.
[[nodiscard]] std::optional<NextHop> parse_next_hop(std::string_view text);

struct Address {
  std::string user, domain;  // in small letters; an empty user for `@domain`
};
// Whether the text is one address or user and nothing else: no program, file or list of an alias,
// no blanks, quotes or what divides addresses.
[[nodiscard]] bool is_plain_recipient(std::string_view text);
// nullopt if there is no `@domain` at the end, or if the user is no plain one.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

}  // namespace sendwright::postfix
