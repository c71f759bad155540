// The listening sockets of the daemon: one for each DaemonPortOptions (or Pop3PortOptions) line,
// bound by the master while it still may.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hh"
#include "base/unique_fd.hh"
#include "config/daemon_port.hh"

namespace sendwright::daemon {

struct Listener {
  config::PortOptions options;
  base::UniqueFd socket;  // listening, non-blocking
  std::string where;      // `127.0.0.1 port 2525`, for messages
};

// Binds one. An error says what to do: the port is in use, needs root, the address is not ours.
[[nodiscard]] base::Result<Listener> open_listener(const config::PortOptions& options,
                                                   std::uint16_t default_port);

// Binds all; a failing line with modifier O (optional) is left out with a log line, any other ends it.
[[nodiscard]] base::Result<std::vector<Listener>> open_listeners(
    const std::vector<config::PortOptions>& lines, std::uint16_t default_port);

}  // namespace sendwright::daemon
