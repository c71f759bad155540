#include "config/daemon_port.hh"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/strings.hh"
#include "config/leading_number.hh"

namespace sendwright::config {
namespace {

// As far as it is a number.
int count(std::string_view text) {
  return static_cast<int>(
      std::clamp<std::int64_t>(leading_number(text), 0, std::numeric_limits<int>::max()));
}

base::Result<SocketFamily> parse_family(std::string_view text) {
  if (base::equals_ignoring_case(text, "inet")) return SocketFamily::kInet;
  if (base::equals_ignoring_case(text, "inet6")) return SocketFamily::kInet6;
  if (base::equals_ignoring_case(text, "local") || base::equals_ignoring_case(text, "unix"))
    return SocketFamily::kLocal;
  return base::permanent("Unknown address family " + base::printable(text) + " in Family=option");
}

std::string modifier_letters(std::string_view text) {
  std::string letters;
  for (const char c : text)
    if (base::is_ascii_alpha(c) && letters.find(c) == std::string::npos) letters += c;
  return letters;
}

std::vector<std::string> filter_names(std::string_view text) {
  const auto words = base::split_words(text, "; \t");
  return {words.begin(), words.end()};
}

template <typename T, typename Target>
base::Result<void> store(base::Result<T> value, Target& target) {
  if (!value) return std::unexpected(value.error());
  target = *value;
  return {};
}

// Sets what one `key=value` says.
base::Result<void> apply(std::string_view key, std::string_view value, PortOptions& port) {
  const char letter = key.front();
  switch (letter) {
    case 'c': port.max_children = count(value); return {};
    case 'd': port.delay_la = count(value); return {};
    case 'q': port.queue_la = count(value); return {};
    case 'r': port.refuse_la = count(value); return {};
    case 'D': return store(parse_delivery_mode(value), port.delivery_mode);
    case 'R': port.receive_buffer_octets = count(value); return {};
    default: break;
  }
  switch (base::ascii_upper(letter)) {
    case 'A': port.address = value; return {};
    case 'F': return store(parse_family(value), port.family);
    case 'I': port.input_mail_filters = filter_names(value); return {};
    case 'L': port.listen_backlog = count(value); return {};
    case 'M': port.modifiers = modifier_letters(value); return {};
    case 'N': port.name = value; return {};
    case 'P': port.port = value; return {};
    case 'S': port.send_buffer_octets = count(value); return {};
    default:
      return base::permanent("PortOptions parameter \"" + std::string(key) + "=" +
                             std::string(value) + "\" unknown");
  }
}

}  // namespace

std::string PortOptions::flags_macro() const {
  std::string text;
  for (const char c : modifiers) {
    if (!text.empty()) text += ' ';
    text += c;
    if (c >= 'A' && c <= 'Z') text += c;
  }
  return text;
}

base::Result<std::uint16_t> PortOptions::port_number(std::uint16_t fallback) const {
  if (port.empty()) return fallback;
  if (const auto number = base::parse_integer(port); number && *number >= 0) {
    if (*number <= 65535) return static_cast<std::uint16_t>(*number);
    return base::permanent("port " + base::printable(port) + " is out of range (0 to 65535)");
  }
  servent entry{};
  servent* found = nullptr;
  std::array<char, 4096> buffer;
  if (getservbyname_r(port.c_str(), "tcp", &entry, buffer.data(), buffer.size(), &found) == 0 &&
      found != nullptr)
    return ntohs(static_cast<std::uint16_t>(entry.s_port));
  return base::permanent("service \"" + port + "\" unknown");
}

base::Result<PortOptions> parse_port_options(std::string_view text) {
  PortOptions port;
  for (std::string_view part : base::split(text, ',')) {
    part = base::trim(part);
    if (part.empty()) continue;
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    const auto applied = apply(base::trim(part.substr(0, equals)),
                               base::trim(part.substr(equals + 1)), port);
    if (!applied) return std::unexpected(applied.error());
  }
  // What cannot be a name must be an address of the family.
  std::array<unsigned char, sizeof(in6_addr)> address{};
  const bool is_numeric = port.address.find_first_not_of("0123456789.") == std::string::npos ||
                          port.address.find(':') != std::string::npos;
  if (port.family == SocketFamily::kInet && !port.address.empty() && is_numeric &&
      inet_pton(AF_INET, port.address.c_str(), address.data()) != 1)
    return base::permanent("host \"" + port.address + "\" unknown");
  if (port.family != SocketFamily::kLocal) {
    if (const auto number = port.port_number(0); !number) return std::unexpected(number.error());
  }
  return port;
}

}  // namespace sendwright::config
