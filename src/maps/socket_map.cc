// Class socket: asks a server `mapname key` in netstrings (`LENGTH:octets,`); the answer begins with
// OK, NOTFOUND, TEMP, TIMEOUT or PERM. What the server does cannot cost more than the time of -d and
// kMaxAnswer octets; whatever is no answer is a temporary failure.
#include <poll.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>
#include <optional>

#include "base/log.hh"
#include "base/strings.hh"
#include "config/time_value.hh"
#include "maps/failed_source.hh"
#include "maps/map_classes.hh"
#include "maps/map_server.hh"
#include "maps/netstring.hh"

namespace sendwright::maps {
namespace {

using Clock = std::chrono::steady_clock;
using base::UniqueFd;

constexpr auto kDefaultTimeLimit = std::chrono::seconds(30);
constexpr size_t kMaxAnswer = 100000;  // octets, as other servers of this protocol allow
constexpr size_t kMaxIdle = 8;         // connections kept

bool send_all(int fd, std::string_view octets, Deadline deadline) {
  while (!octets.empty()) {
    const ssize_t count = ::send(fd, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (count > 0) octets.remove_prefix(static_cast<size_t>(count));
    else if (errno == EAGAIN) { if (!wait_for(fd, POLLOUT, deadline)) return false; }
    else if (errno != EINTR) return false;
  }
  return true;
}

// What a netstring that is none is called in a message.
std::string problem_of(const Netstring& read) {
  switch (read.state) {
    case Netstring::State::kNoLength: return "failed to read length parameter of reply 0";
    case Netstring::State::kTooLong: return "reply too long: " + std::to_string(read.announced);
    case Netstring::State::kMissingComma: return "missing ',' in reply";
    case Netstring::State::kIncomplete:
    case Netstring::State::kComplete: break;
  }
  return {};
}

// The content of the server's netstring. An error has no words where the server has hung up.
base::Result<std::string> receive(int fd, Deadline deadline) {
  std::string octets;
  char buffer[4096];
  while (wait_for(fd, POLLIN, deadline)) {
    const ssize_t count = ::recv(fd, buffer, sizeof buffer, 0);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return base::temporary("");
    octets.append(buffer, static_cast<size_t>(count));
    const Netstring read = read_netstring(octets, kMaxAnswer);
    if (read.state == Netstring::State::kComplete) return std::string(read.content);
    if (read.state != Netstring::State::kIncomplete) return base::temporary(problem_of(read));
  }
  return base::temporary(std::string("read timeout: ") + std::strerror(EAGAIN));
}

class SocketSource final : public MapSource {
 public:
  SocketSource(const SourceRequest& request, MapServerAddress server, std::chrono::seconds limit)
      : name_(request.name),
        folds_(!request.flags.keeps_case),
        is_optional_(request.flags.is_optional),
        server_(std::move(server)),
        limit_(limit) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    const std::string folded = folds_ ? base::to_lower(key) : std::string(key);
    const std::string request = make_netstring(name_ + ' ' + folded);
    Exchange result;
    context.waiter.run_blocking([&] { result = ask(request); });
    auto answer = result.is_connected ? interpret(result.reply) : unreachable(result.reply);
    if (answer.status == rules::MapStatus::kFound) answer.key = folded;
    return answer;
  }

  // An optional map whose server cannot be reached is not open.
  rules::MapState state() override {
    auto fd = connect_to_map_server(server_, Clock::now() + limit_);
    if (!fd) return {.is_open = !is_optional_, .diagnostic = complaint(fd.error().message)};
    keep(std::move(*fd));
    return {};
  }

 private:
  struct Exchange {
    bool is_connected = false;
    base::Result<std::string> reply = base::temporary("");
  };

  Exchange ask(const std::string& request) {
    const Deadline deadline = Clock::now() + limit_;
    // A kept connection may have been closed by the server: then a new one is tried.
    for (UniqueFd kept = take_idle(); kept.is_open(); kept = take_idle())
      if (auto reply = exchange(std::move(kept), request, deadline);
          reply || !reply.error().message.empty())
        return {true, std::move(reply)};
    auto fd = connect_to_map_server(server_, deadline);
    if (!fd) return {false, std::unexpected(fd.error())};
    first_time_.forget();
    return {true, exchange(std::move(*fd), request, deadline)};
  }

  base::Result<std::string> exchange(UniqueFd fd, const std::string& request, Deadline deadline) {
    if (!send_all(fd.get(), request, deadline)) return base::temporary("");
    auto reply = receive(fd.get(), deadline);
    if (reply) keep(std::move(fd));
    return reply;
  }

  void keep(UniqueFd fd) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMaxIdle) idle_.push_back(std::move(fd));
  }

  UniqueFd take_idle() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return {};
    UniqueFd fd = std::move(idle_.back());
    idle_.pop_back();
    return fd;
  }

  std::string complaint(const std::string& reason) {
    return reason.empty() ? "" : first_time_.say("socket map \"" + name_ + "\": " + reason);
  }

  SourceAnswer unreachable(const base::Result<std::string>& reply) {
    const std::string& reason = reply.error().message;
    if (reason.empty()) note("no connection to the server");
    auto answer = is_optional_ ? SourceAnswer::not_found() : SourceAnswer::temporary();
    answer.diagnostic = complaint(reason);
    return answer;
  }

  SourceAnswer interpret(const base::Result<std::string>& reply) const {
    if (!reply) {
      const std::string& reason = reply.error().message;
      if (reason.empty()) note("the server has closed the connection");
      return SourceAnswer::temporary(
          reason.empty() ? "" : "socket_map_lookup(" + name_ + "): " + reason);
    }
    const std::string_view text = *reply;
    const size_t blank = text.find(' ');
    const auto status = text.substr(0, blank);
    const auto value = blank == std::string_view::npos ? "" : text.substr(blank + 1);
    if (status == "OK") return SourceAnswer::found(std::string(value));
    if (status == "NOTFOUND") return SourceAnswer::not_found(base::ExitCode::kNoHost);
    note("the server answered " + base::printable(text));
    auto failure = SourceAnswer::temporary();
    if (status == "PERM") {
      failure.status = rules::MapStatus::kPermanentFailure;
      failure.exit_code = base::ExitCode::kUnavailable;
    }
    return failure;
  }

  // What the test mode does not show, but the administrator will want to know.
  void note(std::string_view what) const {
    base::log(1, base::LogPriority::kWarning, "",
              "socket map \"" + name_ + "\": " + std::string(what));
  }

  const std::string name_;
  const bool folds_;
  const bool is_optional_;
  const MapServerAddress server_;
  const std::chrono::seconds limit_;
  FirstTime first_time_;
  std::mutex mutex_;
  std::vector<UniqueFd> idle_;
};

}  // namespace

std::unique_ptr<MapSource> make_socket_source(const SourceRequest& request) {
  const auto seconds =
      config::read_time_value(request.flags.own_value('d'), 's', request.messages);
  auto server = parse_map_server(request.flags.spec);
  if (!server)
    return make_failed_source("socket map \"" + std::string(request.name) + "\": " +
                                  base::printable(server.error().message),
                              request.flags.is_optional);
  const auto limit = seconds.count() > 0 ? seconds : kDefaultTimeLimit;
  return std::make_unique<SocketSource>(request, std::move(*server), limit);
}

}  // namespace sendwright::maps
