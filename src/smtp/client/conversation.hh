// Moves octets between a ClientEngine and a channel to the server, within time limits.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/result.hh"
#include "smtp/client/engine.hh"

namespace sendwright::smtp {

// A two-way stream of octets: a socket, TLS on one, or the two pipes of a program. Waiting suspends
// the caller's session. An error's message says what happened, in words for a log line.
class Channel {
 public:
  virtual ~Channel() = default;
  // What has arrived, at least one octet; empty if the other side closed.
  [[nodiscard]] virtual base::Result<std::string> read(std::chrono::seconds timeout) = 0;
  // Writes all of it.
  [[nodiscard]] virtual base::Result<void> write(std::string_view octets,
                                                 std::chrono::seconds timeout) = 0;
};

// The options Timeout.*: how long each kind of reply may take. Zero: no limit of our own.
struct ClientTimeouts {
  std::chrono::seconds initial{300};
  std::chrono::seconds hello{300};
  std::chrono::seconds lhlo{120};
  std::chrono::seconds mail{600};
  std::chrono::seconds rcpt{3600};
  std::chrono::seconds datainit{300};
  std::chrono::seconds datablock{3600};
  std::chrono::seconds datafinal{3600};
  std::chrono::seconds reset{300};
  std::chrono::seconds quit{120};
  std::chrono::seconds starttls{3600};
  std::chrono::seconds auth{600};

  [[nodiscard]] std::chrono::seconds of(ClientState state) const;
};

// Pieces of the message, dots doubled, lines ending in CR LF; empty at the end.
using BodySource = std::function<base::Result<std::string>()>;

// Drives the engine until it is not waiting any more. False if the connection failed meanwhile; the
// engine is closed then and `problem` says why.
bool converse(ClientEngine& engine, Channel& channel, const ClientTimeouts& timeouts,
              std::string& problem);

// Sends the body (state kBody) and converses until the transaction is over.
bool send_body(ClientEngine& engine, Channel& channel, const ClientTimeouts& timeouts,
               const BodySource& body, std::string& problem);

}  // namespace sendwright::smtp
