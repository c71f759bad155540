// Where the server of a socket map is, and a connection to it. All waiting ends at a deadline.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "base/unique_fd.hh"

namespace sendwright::maps {

using Deadline = std::chrono::steady_clock::time_point;

// `inet:PORT@HOST`, `inet6:PORT@HOST`, `local:PATH`, `unix:PATH` or a path alone.
struct MapServerAddress {
  int family = AF_UNIX;
  std::string host, port;  // AF_INET, AF_INET6
  std::string path;        // AF_UNIX
};

// The error is in sendmail's words, without the name of the map in front.
[[nodiscard]] base::Result<MapServerAddress> parse_map_server(std::string_view text);

// A connected socket that does not block. An error has words where something is wrong with the
// address (sendmail's), and none where nobody answers there. Blocks for the deadline at most, and as
// long as the system's resolver takes where the host has a name.
[[nodiscard]] base::Result<base::UniqueFd> connect_to_map_server(const MapServerAddress& address,
                                                                 Deadline deadline);

// Waits until one of the events is there: false if the deadline came first.
[[nodiscard]] bool wait_for(int fd, short events, Deadline deadline);

}  // namespace sendwright::maps
