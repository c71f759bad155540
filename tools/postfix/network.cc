#include "tools/postfix/network.hh"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <span>

#include "base/strings.hh"

namespace sendwright::postfix {

namespace {

// Clears the bits behind the prefix.
void mask(Network& network) {
  const int octets = network.is_ipv6 ? 16 : 4;
  for (int i = 0; i < octets; ++i) {
    const int bits = std::clamp(network.prefix - 8 * i, 0, 8);
    network.address[static_cast<size_t>(i)] &= static_cast<uint8_t>(0xff00 >> bits);
  }
}

unsigned unit_value(const Network& network, int unit) {
  if (!network.is_ipv6) return network.address[static_cast<size_t>(unit)];
  const auto at = static_cast<size_t>(2 * unit);
  return static_cast<unsigned>(network.address[at] << 8 | network.address[at + 1]);
}

std::string unit_text(const Network& network, unsigned value) {
  if (!network.is_ipv6) return std::to_string(value);
  char text[8] = {};
  return {text, std::to_chars(text, text + sizeof text, value, 16).ptr};
}

}  // namespace

bool Network::covers(const Network& other) const {
  if (is_ipv6 != other.is_ipv6 || prefix > other.prefix) return false;
  Network cut = other;
  cut.prefix = prefix;
  mask(cut);
  return cut.address == address;
}

std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  std::string host(text.substr(0, slash));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  Network network;
  if (::inet_pton(AF_INET, host.c_str(), network.address.data()) != 1) {
    network.is_ipv6 = true;
    if (::inet_pton(AF_INET6, host.c_str(), network.address.data()) != 1) return std::nullopt;
  }
  const int all = network.is_ipv6 ? 128 : 32;
  network.prefix = all;
  if (slash != std::string_view::npos) {
    const auto bits = base::parse_integer(text.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > all) return std::nullopt;
    network.prefix = static_cast<int>(*bits);
  }
  // ::ffff:192.0.2.1 is an address of IPv4.
  constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (network.is_ipv6 && network.prefix >= 96 &&
      std::ranges::equal(kMapped, std::span(network.address).first(12))) {
    std::ranges::copy(std::span(network.address).subspan(12), network.address.begin());
    std::fill(network.address.begin() + 4, network.address.end(), uint8_t{0});
    network.is_ipv6 = false;
    network.prefix -= 96;
  }
  mask(network);
  return network;
}

std::vector<std::string> access_keys(const Network& network) {
  constexpr unsigned kMaxKeys = 256;
  const int width = network.is_ipv6 ? 16 : 8;
  const int whole = network.prefix / width;
  const int rest = network.prefix % width;
  if (network.prefix == 0) return {};
  std::string common = network.is_ipv6 ? "IPv6" : "";
  const char* divider = network.is_ipv6 ? ":" : ".";
  const auto append = [&](std::string key, unsigned value) {
    if (!key.empty()) key += divider;
    return key + unit_text(network, value);
  };
  for (int unit = 0; unit < whole; ++unit)
    common = append(std::move(common), unit_value(network, unit));
  if (rest == 0) return {common};
  const unsigned count = 1U << (width - rest);
  if (count > kMaxKeys) return {};
  std::vector<std::string> keys;
  for (unsigned i = 0; i < count; ++i)
    keys.push_back(append(common, unit_value(network, whole) + i));
  return keys;
}

}  // namespace sendwright::postfix
