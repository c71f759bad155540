#include "tools/postfix/names.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::postfix {

bool is_domain(std::string_view text) {
  return !text.empty() && text.size() <= 255 && (base::is_ascii_alnum(text[0]) || text[0] == '_') &&
         std::ranges::all_of(text, [](char c) {
           return base::is_ascii_alnum(c) || c == '-' || c == '_' || c == '.';
         });
}

std::optional<NextHop> parse_next_hop(std::string_view text) {
  NextHop hop;
  size_t end = text.find(':');
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const auto inside = text.substr(1, close - 1);
    const bool is_address = !inside.empty() && std::ranges::all_of(inside, [](char c) {
      return base::is_ascii_alnum(c) || c == ':' || c == '.';
    });
    if (!is_domain(inside) && !is_address) return std::nullopt;
    // sendmail wants to be told that an address is one of IPv6.
    const bool is_ipv6 = inside.find(':') != std::string_view::npos &&
                         !base::starts_with_ignoring_case(inside, "ipv6:");
    hop.host = (is_ipv6 ? "[IPv6:" : "[") + std::string(inside) + "]";
    end = close + 1;
  } else {
    hop.host = text.substr(0, end);
    if (!is_domain(hop.host)) return std::nullopt;
  }
  if (end >= text.size()) return hop;
  if (text[end] != ':') return std::nullopt;
  const auto port = text.substr(end + 1);
  if (port == "smtp") return hop;
  if (port == "submission") return hop.port = 587, hop;
  if (port == "submissions" || port == "smtps") return hop.port = 465, hop;
  const auto number = base::parse_integer(port);
  if (!number || *number < 1 || *number > 65535) return std::nullopt;
  hop.port = static_cast<int>(*number);
  return hop;
}

bool is_plain_recipient(std::string_view text) {
  constexpr std::string_view kFirst = "|/:\\-";
  constexpr std::string_view kNowhere = "\"<>(),;:`";
  return !text.empty() && kFirst.find(text.front()) == std::string_view::npos &&
         std::ranges::none_of(text, [&](char c) {
           return static_cast<unsigned char>(c) <= ' ' ||
                  kNowhere.find(c) != std::string_view::npos;
         });
}

std::optional<Address> parse_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || !is_domain(text.substr(at + 1))) return std::nullopt;
  if (at > 0 && !is_plain_recipient(text)) return std::nullopt;
  return Address{base::to_lower(text.substr(0, at)), base::to_lower(text.substr(at + 1))};
}

}  // namespace sendwright::postfix
