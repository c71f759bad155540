// DaemonPortOptions, ClientPortOptions and Pop3PortOptions: one listener or source address a line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "config/option_types.hh"

namespace sendwright::config {

enum class SocketFamily : char { kInet, kInet6, kLocal };

struct PortOptions {
  std::string name;     // in logs and {daemon_name}; `Daemon#` by number if not given
  std::string port;     // a number or a service name; empty: the protocol's own
  std::string address;  // an address, a host name, or a socket's path; empty: any
  SocketFamily family = SocketFamily::kInet;
  std::optional<std::vector<std::string>> input_mail_filters;  // instead of InputMailFilters
  int listen_backlog = 10;
  std::string modifiers;  // letters of M=, each once
  std::int64_t send_buffer_octets = 0;     // 0: the kernel's own
  std::int64_t receive_buffer_octets = 0;  // 0: the kernel's own
  std::optional<int> max_children;
  std::optional<DeliveryMode> delivery_mode;
  std::optional<int> refuse_la, delay_la, queue_la;

  [[nodiscard]] bool has_modifier(char letter) const {
    return modifiers.find(letter) != std::string::npos;
  }
  // {daemon_flags}, {client_flags}: blank separated, capitals doubled (`Ea` is `EE a`).
  [[nodiscard]] std::string flags_macro() const;
  // `port` as a number in host order, `fallback` if none is given; an unknown service is an error.
  [[nodiscard]] base::Result<std::uint16_t> port_number(std::uint16_t fallback) const;
};

// One line: `Port=587, Name=MSA, M=E`. Keys go by their first letter, where only c, d, q, r and
// their capitals differ.
[[nodiscard]] base::Result<PortOptions> parse_port_options(std::string_view text);

}  // namespace sendwright::config
