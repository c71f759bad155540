// Which name servers are there at all. libunbound asks a server that is not there again and again
// for many seconds: it does not see that the port is refused. So each server gets a small question
// of ours over a connected UDP socket, where the kernel reports a refusal at once (on this machine:
// before the send has returned), whenever nothing was heard for a while and somebody has a
// question. Any answer, of whatever content, shows that the server is there.
#pragma once

#include <poll.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/unique_fd.hh"

namespace sendwright::dns {

// One thread's; nothing in it waits.
class ServerWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kProbeInterval{500};
  static constexpr std::chrono::seconds kTrust{2};  // how long a sign of life counts
  static constexpr std::chrono::seconds kRefusalTime{3};  // how long a refusal counts

  explicit ServerWatch(const std::vector<std::string>& servers);

  // Asks the servers of which nothing is known now, or all of them if somebody `waits_long` for an
  // answer, and reads what has come already.
  void probe(Time now, bool waits_long = false);
  // Reads what has come.
  void read(Time now);
  // libunbound has got an answer from one of them.
  void heard(Time now);

  [[nodiscard]] bool all_refuse() const;
  // The servers that do not refuse.
  [[nodiscard]] std::vector<std::string> usable() const;
  // Since when questions of ours wait in vain; max() if something was heard since, or none waits.
  [[nodiscard]] Time silent_since() const { return silent_since_; }
  [[nodiscard]] bool has_heard_since(Time then) const { return last_heard_ > then; }
  void forget_silence() { silent_since_ = Time::max(); }
  void add_to(std::vector<pollfd>& polled) const;

 private:
  struct Server {
    std::string name;  // as configured
    base::UniqueFd socket;
    bool is_refused = false;
    Time next_probe{};
  };

  void probe(Server& server, Time now);
  void read(Server& server, Time now);

  std::vector<Server> servers_;
  Time last_heard_ = Time::min();
  Time silent_since_ = Time::max();
  Time last_probe_{};
};

}  // namespace sendwright::dns
