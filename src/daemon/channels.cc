#include "daemon/channels.hh"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

namespace sendwright::daemon {

ChannelPair make_channel() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::runtime_error("cannot make a socket pair between processes");
  }
  return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

base::UniqueFd duplicate(const base::UniqueFd& fd) {
  base::UniqueFd copy(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
  if (!copy) throw std::runtime_error("cannot duplicate a descriptor");
  return copy;
}

}  // namespace sendwright::daemon
