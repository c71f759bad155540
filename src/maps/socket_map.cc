// Class socket: asks a server `mapname key` in netstrings (`LENGTH:octets,`); the answer begins with
// OK, NOTFOUND, TEMP, TIMEOUT or PERM. Endpoints: inet:PORT@HOST, inet6:PORT@HOST, local:PATH.
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>
#include <optional>

#include "base/strings.hh"
#include "base/unique_fd.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

using Clock = std::chrono::steady_clock;
using base::UniqueFd;

constexpr auto kDefaultTimeLimit = std::chrono::seconds(30);
constexpr size_t kMaxAnswer = 100000;  // octets, as other servers of this protocol allow
constexpr size_t kMaxIdle = 8;         // connections kept

struct Endpoint {
  int family = AF_UNSPEC;
  std::string host, port;  // AF_INET, AF_INET6
  std::string path;        // AF_UNIX
};

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto kind = text.substr(0, colon);
  const auto rest = text.substr(colon + 1);
  Endpoint endpoint;
  if (kind == "local" || kind == "unix") {
    if (rest.empty() || rest.size() >= sizeof sockaddr_un{}.sun_path) return std::nullopt;
    endpoint.family = AF_UNIX;
    endpoint.path = rest;
    return endpoint;
  }
  if (kind != "inet" && kind != "inet6") return std::nullopt;
  const size_t at = rest.find('@');
  endpoint.family = kind == "inet" ? AF_INET : AF_INET6;
  endpoint.port = rest.substr(0, at);
  endpoint.host = at == std::string_view::npos ? "localhost" : rest.substr(at + 1);
  if (endpoint.port.empty() || endpoint.host.empty()) return std::nullopt;
  return endpoint;
}

bool wait_for(int fd, short events, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd ready{fd, events, 0};
    const int count = ::poll(&ready, 1, static_cast<int>(left.count()));
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

UniqueFd connect_to(const sockaddr* address, socklen_t length, int family,
                    Clock::time_point deadline) {
  UniqueFd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.is_open()) return fd;
  if (::connect(fd.get(), address, length) == 0) return fd;
  int error = errno;
  socklen_t size = sizeof error;
  if (error == EINPROGRESS && wait_for(fd.get(), POLLOUT, deadline))
    ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) fd.reset();
  return fd;
}

UniqueFd connect_to(const Endpoint& endpoint, Clock::time_point deadline) {
  if (endpoint.family == AF_UNIX) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, endpoint.path.c_str(), endpoint.path.size());
    return connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, AF_UNIX,
                      deadline);
  }
  addrinfo hints{};
  hints.ai_family = endpoint.family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &list) != 0) return {};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    UniqueFd fd = connect_to(entry->ai_addr, entry->ai_addrlen, entry->ai_family, deadline);
    if (fd.is_open()) return fd;
  }
  return {};
}

bool send_all(int fd, std::string_view octets, Clock::time_point deadline) {
  while (!octets.empty()) {
    const ssize_t count = ::send(fd, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (count > 0) octets.remove_prefix(static_cast<size_t>(count));
    else if (errno == EAGAIN) { if (!wait_for(fd, POLLOUT, deadline)) return false; }
    else if (errno != EINTR) return false;
  }
  return true;
}

// The content of the netstring at the front of `octets`: nullopt while it is incomplete; `is_wrong`
// when no octet could make it one.
std::optional<std::string_view> netstring(std::string_view octets, bool& is_wrong) {
  const size_t colon = octets.find(':');
  const auto digits = octets.substr(0, colon);
  const auto length = base::parse_integer(digits);
  if (colon == std::string_view::npos) {
    is_wrong = digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string_view::npos;
    return std::nullopt;
  }
  is_wrong = !length || *length < 0 || static_cast<size_t>(*length) > kMaxAnswer;
  if (is_wrong) return std::nullopt;
  const auto size = static_cast<size_t>(*length);
  if (octets.size() < colon + size + 2) return std::nullopt;
  is_wrong = octets[colon + 1 + size] != ',';
  return is_wrong ? std::nullopt : std::optional(octets.substr(colon + 1, size));
}

std::optional<std::string> receive(int fd, Clock::time_point deadline) {
  std::string octets;
  char buffer[4096];
  while (wait_for(fd, POLLIN, deadline)) {
    const ssize_t count = ::recv(fd, buffer, sizeof buffer, 0);
    if (count == 0) return std::nullopt;
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return std::nullopt;
    octets.append(buffer, static_cast<size_t>(count));
    bool is_wrong = false;
    if (const auto content = netstring(octets, is_wrong)) return std::string(*content);
    if (is_wrong) return std::nullopt;
  }
  return std::nullopt;
}

class SocketSource final : public MapSource {
 public:
  SocketSource(const SourceRequest& request, Endpoint endpoint, std::chrono::seconds limit)
      : name_(request.name),
        folds_(!request.flags.keeps_case),
        endpoint_(std::move(endpoint)),
        limit_(limit) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    const std::string content = name_ + ' ' + (folds_ ? base::to_lower(key) : std::string(key));
    const std::string request = std::to_string(content.size()) + ':' + content + ',';
    std::optional<std::string> reply;
    context.waiter.run_blocking([&] { reply = ask(request); });
    if (reply) return interpret(*reply);
    return SourceAnswer::temporary("socket map \"" + name_ + "\": no answer from the server");
  }

 private:
  std::optional<std::string> ask(const std::string& request) {
    const auto deadline = Clock::now() + limit_;
    // A kept connection may have been closed by the server: then a new one is tried.
    for (UniqueFd kept = take_idle(); kept.is_open(); kept = take_idle())
      if (auto reply = exchange(std::move(kept), request, deadline)) return reply;
    return exchange(connect_to(endpoint_, deadline), request, deadline);
  }

  std::optional<std::string> exchange(UniqueFd fd, const std::string& request,
                                      Clock::time_point deadline) {
    if (!fd.is_open() || !send_all(fd.get(), request, deadline)) return std::nullopt;
    auto reply = receive(fd.get(), deadline);
    const std::lock_guard lock(mutex_);
    if (reply && idle_.size() < kMaxIdle) idle_.push_back(std::move(fd));
    return reply;
  }

  UniqueFd take_idle() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return {};
    UniqueFd fd = std::move(idle_.back());
    idle_.pop_back();
    return fd;
  }

  SourceAnswer interpret(std::string_view reply) const {
    const size_t blank = reply.find(' ');
    const auto status = reply.substr(0, blank);
    const auto text = blank == std::string_view::npos ? "" : reply.substr(blank + 1);
    if (status == "OK") return SourceAnswer::found(std::string(text));
    if (status == "NOTFOUND") return SourceAnswer::not_found(base::ExitCode::kNoHost);
    auto failure = SourceAnswer::temporary("socket map \"" + name_ + "\": server answered " +
                                           base::printable(reply));
    if (status == "PERM") {
      failure.status = rules::MapStatus::kPermanentFailure;
      failure.exit_code = base::ExitCode::kUnavailable;
    }
    return failure;
  }

  const std::string name_;
  const bool folds_;
  const Endpoint endpoint_;
  const std::chrono::seconds limit_;
  std::mutex mutex_;
  std::vector<UniqueFd> idle_;
};

}  // namespace

std::unique_ptr<MapSource> make_socket_source(const SourceRequest& request) {
  auto endpoint = parse_endpoint(request.flags.spec);
  if (!endpoint) {
    request.messages.push_back("socket map \"" + std::string(request.name) +
                               "\": bad endpoint " + base::printable(request.flags.spec) +
                               " (inet:PORT@HOST, inet6:PORT@HOST or local:PATH)");
    return nullptr;
  }
  const auto seconds = base::parse_integer(request.flags.own_value('d'));
  const auto limit = seconds && *seconds > 0 ? std::chrono::seconds(*seconds) : kDefaultTimeLimit;
  return std::make_unique<SocketSource>(request, std::move(*endpoint), limit);
}

}  // namespace sendwright::maps
