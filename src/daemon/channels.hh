// The sockets between the processes. The master makes all of them before it forks and keeps both ends
// of each, so that a child that died can be started again with the same ones.
#pragma once

#include <vector>

#include "base/unique_fd.hh"

namespace sendwright::daemon {

// A pair of connected SOCK_SEQPACKET sockets.
struct ChannelPair {
  base::UniqueFd near;
  base::UniqueFd far;
};

// Throws if the system has no more descriptors.
[[nodiscard]] ChannelPair make_channel();

// A descriptor of its own for what `fd` refers to. Throws if there are no more.
[[nodiscard]] base::UniqueFd duplicate(const base::UniqueFd& fd);

}  // namespace sendwright::daemon
