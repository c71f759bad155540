// A worker's side of the auth process: authentication exchanges and password checks, asked for over
// a SOCK_SEQPACKET channel. Nothing here knows a password store.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/coroutine.hh"
#include "base/unique_fd.hh"
#include "base/waiter.hh"
#include "smtp/sasl/identity.hh"
#include "smtp/sasl/messages.hh"

namespace sendwright::smtp::sasl {

// How one step of an exchange ended.
struct Step {
  enum class Kind {
    kChallenge,    // say it to the client and call step() with its answer
    kSuccess,      // `identity` is the client's
    kFailure,      // wrong password, unknown user ...
    kUnavailable,  // the auth process or the password store does not answer: try again later
  };
  Kind kind = Kind::kUnavailable;
  std::string challenge;
  Identity identity;
  std::string user;     // kFailure: whom the client claimed to be, as far as known
  std::string message;  // kFailure, kUnavailable: `authentication failure (-13) ...`, for the log
};

class Client;

// One AUTH dialogue. Ends in the auth process too when it goes away. Must not outlive its Client.
class Exchange {
 public:
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  [[nodiscard]] Step step(std::string_view response, base::Waiter& waiter);

 private:
  friend class Client;
  Exchange(Client& client, std::int64_t id) : client_(client), id_(id) {}
  Step take(const std::optional<Answer>& answer);

  Client& client_;
  std::int64_t id_;
  bool is_open_ = true;
};

// One for each worker process; used on its event loop only.
class Client {
 public:
  // `channel`: this worker's end, made non-blocking.
  Client(base::EventLoop& loop, base::UniqueFd channel);
  ~Client();
  // Leaves the sessions that wait without an answer: before the loop ends its sessions.
  void close();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // The mechanisms that the auth process has for such sessions, blank separated; empty if it does
  // not answer.
  [[nodiscard]] std::string mechanisms(const Terms& terms, base::Waiter& waiter);
  // Begins an exchange; `exchange` is set unless the first step is final.
  [[nodiscard]] Step start(const Terms& terms, const std::string& mechanism,
                           const std::optional<std::string>& initial_response,
                           std::unique_ptr<Exchange>& exchange, base::Waiter& waiter);
  // USER and PASS of POP3: a plain check. kSuccess, kFailure or kUnavailable.
  [[nodiscard]] Step check_password(const Terms& terms, std::string_view user,
                                    std::string_view password, base::Waiter& waiter);

 private:
  friend class Exchange;
  class Channel;

  std::int64_t next_id() { return ++last_id_; }
  std::optional<Answer> ask(Request request, base::Waiter& waiter);
  void tell(const Request& request);

  std::shared_ptr<Channel> channel_;
  std::map<std::string, std::string> known_mechanisms_;  // by Terms
  std::int64_t last_id_ = 0;
};

}  // namespace sendwright::smtp::sasl
