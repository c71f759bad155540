#include "dns/server_watch.hh"

#include <netdb.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace sendwright::dns {
namespace {

// `localhost A`, which a name server on the way knows itself (RFC 6761 section 6.3).
constexpr std::array<unsigned char, 27> kProbe = {
    0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,                        // id, RD, one question
    9, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't', 0, 0, 1, 0, 1};

// Nothing can be sent now; it says nothing about the server.
bool is_passing(int error) {
  return error == EAGAIN || error == ENOBUFS || error == ENOMEM || error == EINTR;
}

// A socket connected to ADDRESS or ADDRESS@PORT. Not open if the text is no address; `error` is set
// if there is no way to the address.
base::UniqueFd connect_to(const std::string& server, int& error) {
  const size_t at = server.find('@');
  const std::string port = at == std::string::npos ? "53" : server.substr(at + 1);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(server.substr(0, at).c_str(), port.c_str(), &hints, &list) != 0) return {};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
  base::UniqueFd socket(::socket(list->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.is_open() || ::connect(socket.get(), list->ai_addr, list->ai_addrlen) != 0)
    error = errno;
  return socket;
}

}  // namespace

ServerWatch::ServerWatch(const std::vector<std::string>& servers) {
  for (const auto& name : servers) servers_.push_back({name, {}, false, {}});
}

void ServerWatch::probe(Server& server, Time now) {
  if (server.next_probe > now) return;
  server.next_probe = now + kProbeInterval;
  int error = 0;
  if (!server.socket.is_open() || server.is_refused) server.socket = connect_to(server.name, error);
  if (!server.socket.is_open() && error == 0) return;  // no address: libunbound's matter
  server.is_refused = false;
  if (error == 0) {
    auto question = kProbe;
    (void)!::getrandom(question.data(), 2, GRND_NONBLOCK);
    if (::send(server.socket.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0)
      error = errno;
  }
  if (error == 0 || is_passing(error)) {
    silent_since_ = std::min(silent_since_, now);
    return;
  }
  server.is_refused = true;
  server.next_probe = now + kRefusalTime;
}

void ServerWatch::read(Server& server, Time now) {
  if (!server.socket.is_open() || server.is_refused) return;
  char answer[512];
  for (;;) {
    if (::recv(server.socket.get(), answer, sizeof answer, 0) >= 0) {
      heard(now);
      continue;
    }
    if (is_passing(errno)) return;
    server.is_refused = true;
    server.next_probe = now + kRefusalTime;
    return;
  }
}

void ServerWatch::probe(Time now, bool waits_long) {
  // A silence counts only as long as somebody listens.
  if (last_probe_ == Time{} || now > last_probe_ + 4 * kProbeInterval) forget_silence();
  last_probe_ = now;
  const bool is_trusted = !waits_long && last_heard_ != Time::min() && now < last_heard_ + kTrust;
  for (auto& server : servers_) {
    if (!is_trusted || server.is_refused || server.next_probe == Time{}) probe(server, now);
    read(server, now);
  }
  if (all_refuse()) forget_silence();
}

void ServerWatch::read(Time now) {
  for (auto& server : servers_) read(server, now);
  if (all_refuse()) forget_silence();
}

void ServerWatch::heard(Time now) {
  last_heard_ = now;
  silent_since_ = Time::max();
}

bool ServerWatch::all_refuse() const {
  return std::ranges::all_of(servers_, [](const auto& server) { return server.is_refused; });
}

std::vector<std::string> ServerWatch::usable() const {
  std::vector<std::string> names;
  for (const auto& server : servers_)
    if (!server.is_refused) names.push_back(server.name);
  return names;
}

void ServerWatch::add_to(std::vector<pollfd>& polled) const {
  for (const auto& server : servers_)
    if (server.socket.is_open() && !server.is_refused)
      polled.push_back({server.socket.get(), POLLIN, 0});
}

}  // namespace sendwright::dns
