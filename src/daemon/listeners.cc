#include "daemon/listeners.hh"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/log.hh"

namespace sendwright::daemon {
namespace {

using config::PortOptions;
using config::SocketFamily;

// Connections that wait to be accepted when the line does not say (sendmail's 10 is too few for
// today's bursts; the kernel caps it at somaxconn).
constexpr int kSmallestBacklog = 511;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

std::string advice(int error_number) {
  switch (error_number) {
    case EADDRINUSE:
      return "another program uses it; stop that one or set another Port in DaemonPortOptions";
    case EACCES:
      return "ports below 1024 need root; start the daemon as root or set another Port";
    case EADDRNOTAVAIL:
      return "this machine does not have that address; set another Addr in DaemonPortOptions";
    default:
      return std::strerror(error_number);
  }
}

base::Result<SocketAddress> local_address(const std::string& path) {
  SocketAddress address;
  sockaddr_un local{};
  if (path.empty() || path.size() >= sizeof local.sun_path) {
    return base::permanent("Addr of a local socket must be a path of 1 to 107 octets");
  }
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, path.c_str(), path.size() + 1);
  std::memcpy(&address.storage, &local, sizeof local);
  address.size = sizeof local;
  return address;
}

// Names are looked up by the system; numbers, the usual case, ask nobody.
base::Result<SocketAddress> internet_address(const PortOptions& options, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = options.family == SocketFamily::kInet6 ? AF_INET6 : AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const char* host = options.address.empty() ? nullptr : options.address.c_str();
  const int failure = ::getaddrinfo(host, std::to_string(port).c_str(), &hints, &list);
  if (failure != 0) {
    return base::permanent("Addr=" + options.address + ": " + ::gai_strerror(failure));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
  SocketAddress address;
  std::memcpy(&address.storage, list->ai_addr, list->ai_addrlen);
  address.size = list->ai_addrlen;
  return address;
}

void set_options(int socket, const PortOptions& options) {
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (options.family == SocketFamily::kInet6) {
    ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  const auto set_buffer = [socket](int name, std::int64_t octets) {
    const int size = static_cast<int>(octets);
    if (octets > 0) ::setsockopt(socket, SOL_SOCKET, name, &size, sizeof size);
  };
  set_buffer(SO_SNDBUF, options.send_buffer_octets);
  set_buffer(SO_RCVBUF, options.receive_buffer_octets);
}

}  // namespace

base::Result<Listener> open_listener(const PortOptions& options, std::uint16_t default_port) {
  const bool is_local = options.family == SocketFamily::kLocal;
  const auto port = is_local ? base::Result<std::uint16_t>(0) : options.port_number(default_port);
  if (!port) return std::unexpected(port.error());
  Listener listener{options, {}, {}};
  listener.where = is_local ? "socket " + options.address
                            : (options.address.empty() ? "any address" : options.address) +
                                  " port " + std::to_string(*port);
  const auto address =
      is_local ? local_address(options.address) : internet_address(options, *port);
  if (!address) return std::unexpected(address.error());
  listener.socket.reset(
      ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener.socket) {
    return base::permanent("cannot open a socket for " + listener.where + ": " + std::strerror(errno));
  }
  set_options(listener.socket.get(), options);
  const int backlog = std::max(options.listen_backlog, kSmallestBacklog);
  if (::bind(listener.socket.get(), address->get(), address->size) != 0 ||
      ::listen(listener.socket.get(), backlog) != 0) {
    return base::permanent("cannot listen on " + listener.where + ": " + advice(errno));
  }
  return listener;
}

base::Result<std::vector<Listener>> open_listeners(const std::vector<PortOptions>& lines,
                                                   std::uint16_t default_port) {
  std::vector<Listener> listeners;
  for (const PortOptions& line : lines) {
    auto listener = open_listener(line, default_port);
    if (listener) {
      listeners.push_back(std::move(*listener));
    } else if (line.has_modifier('O')) {
      base::log(0, base::LogPriority::kWarning, {}, line.name + ": " + listener.error().message);
    } else {
      return base::permanent(line.name + ": " + listener.error().message);
    }
  }
  return listeners;
}

}  // namespace sendwright::daemon
