#include "maps/map_server.hh"

#include <netdb.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace sendwright::maps {
namespace {

using base::UniqueFd;
using Clock = std::chrono::steady_clock;

base::Result<UniqueFd> connect_to(const sockaddr* address, socklen_t length, Deadline deadline) {
  UniqueFd fd(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.is_open()) return base::temporary("");
  if (::connect(fd.get(), address, length) == 0) return fd;
  int error = errno;
  socklen_t size = sizeof error;
  if (error == EINPROGRESS && wait_for(fd.get(), POLLOUT, deadline))
    ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return base::temporary("");
  return fd;
}

// What is wrong with the file of a local socket; empty: nothing.
std::string unsafe_socket(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::strerror(errno);
  if (S_ISLNK(status.st_mode)) return "Symbolic links not allowed";
  if (status.st_nlink != 1) return "Hard links not allowed";
  return {};
}

base::Result<UniqueFd> connect_to_path(const std::string& path, Deadline deadline) {
  if (const std::string problem = unsafe_socket(path); !problem.empty())
    return base::temporary("local socket name " + path + " unsafe: " + problem);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, deadline);
}

}  // namespace

bool wait_for(int fd, short events, Deadline deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd ready{fd, events, 0};
    const int count = ::poll(&ready, 1, static_cast<int>(left.count()));
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

base::Result<MapServerAddress> parse_map_server(std::string_view text) {
  MapServerAddress address;
  const size_t colon = text.find(':');
  const bool has_kind = colon != std::string_view::npos && !text.starts_with('/');
  const auto kind = has_kind ? text.substr(0, colon) : "local";
  const auto rest = has_kind ? text.substr(colon + 1) : text;
  if (kind == "local" || kind == "unix") {
    address.path = rest;
    if (rest.size() < sizeof sockaddr_un{}.sun_path) return address;
    return base::permanent("local socket name " + address.path + " too long");
  }
  if (kind != "inet" && kind != "inet6")
    return base::permanent("unknown socket type " + std::string(kind) + ": " +
                           std::strerror(EPROTONOSUPPORT));
  const size_t at = rest.find('@');
  if (at == std::string_view::npos)
    return base::permanent("bad address " + std::string(rest) + " (expected port@host)");
  auto host = rest.substr(at + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return base::permanent("Unknown host name ");
  address.family = kind == "inet" ? AF_INET : AF_INET6;
  address.port = rest.substr(0, at);
  address.host = host;
  return address;
}

base::Result<UniqueFd> connect_to_map_server(const MapServerAddress& server, Deadline deadline) {
  if (server.family == AF_UNIX) return connect_to_path(server.path, deadline);
  addrinfo hints{};
  hints.ai_family = server.family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(server.host.c_str(), server.port.c_str(), &hints, &list);
  if (error == EAI_SERVICE) return base::temporary("unknown port name " + server.port);
  if (error != 0) return base::temporary("Unknown host name " + server.host);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
  base::Result<UniqueFd> connected = base::temporary("");
  for (const addrinfo* entry = list; entry != nullptr && !connected; entry = entry->ai_next)
    connected = connect_to(entry->ai_addr, entry->ai_addrlen, deadline);
  return connected;
}

}  // namespace sendwright::maps
