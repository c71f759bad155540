// A connection to a peer that can be upgraded to TLS: the thin layer under the protocol engines of
// SMTP (both sides) and POP3. Reads and writes wait with a time limit, on an event loop or not.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/unique_fd.hh"
#include "base/waiter.hh"
#include "smtp/tls/context.hh"
#include "smtp/tls/facts.hh"
#include "smtp/tls/readiness.hh"
#include "smtp/tls/session_settings.hh"

using SSL = struct ssl_st;

namespace sendwright::smtp::tls {

enum class StreamFailure { kClosed, kTimeout, kError };

struct StreamError {
  StreamFailure kind = StreamFailure::kError;
  std::string reason;  // `Connection reset by peer`
};

template <typename T>
using StreamResult = std::expected<T, StreamError>;

// Belongs to one session.
class Stream {
 public:
  // A connected socket; made non-blocking. The waiter must live longer than the stream.
  Stream(base::UniqueFd socket, base::Waiter& waiter);
  // Two descriptors that may be anything (standard input and output); left as they are.
  Stream(base::UniqueFd input, base::UniqueFd output, base::Waiter& waiter);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // At least one octet, at most the buffer. kClosed at the end of input.
  [[nodiscard]] StreamResult<size_t> read_some(std::span<char> buffer, std::chrono::milliseconds timeout);
  // The same, but waits before it asks for a buffer: an idle session needs none.
  [[nodiscard]] StreamResult<void> wait_readable(std::chrono::milliseconds timeout);
  // `timeout` is for each piece that the peer takes.
  [[nodiscard]] StreamResult<void> write_all(std::string_view octets, std::chrono::milliseconds timeout);
  // Whether read_some would return at once (with octets, an end or an error).
  [[nodiscard]] bool has_input();
  void pause(std::chrono::milliseconds duration) { readiness_->pause(duration); }

  // Handshake, in the context's role. `server_name` (client only) is sent as SNI and may be empty.
  // After an error the connection can only be closed.
  [[nodiscard]] StreamResult<Facts> start_tls(const std::shared_ptr<const Context>& context,
                                              std::chrono::milliseconds timeout,
                                              const std::string& server_name = {});
  // The same in two steps: what is wrong with the settings of this session comes out before the
  // peer is told that the handshake may begin. After an error the connection goes on in clear.
  [[nodiscard]] StreamResult<void> prepare_tls(const std::shared_ptr<const Context>& context,
                                               const SessionSettings& settings);
  [[nodiscard]] StreamResult<Facts> shake_hands(std::chrono::milliseconds timeout,
                                                const std::string& server_name = {});
  [[nodiscard]] bool is_tls() const { return ssl_ != nullptr; }
  // After the handshake: is_certified_for(host).
  [[nodiscard]] bool is_peer_certified_for(const std::string& host) const {
    return ssl_ && is_certified_for(ssl_.get(), host);
  }
  // From now on waits for another session: a connection that is kept between two deliveries. The old
  // waiter is not touched and may be gone.
  void attach(base::Waiter& waiter) { readiness_ = make_readiness_waiter(waiter); }
  // Says goodbye to the peer (TLS close_notify) and closes.
  void close();
  [[nodiscard]] int fd() const { return input_.get(); }

 private:
  [[nodiscard]] int output_fd() const { return output_ ? output_.get() : input_.get(); }
  StreamResult<size_t> read_plain(std::span<char> buffer, std::chrono::milliseconds timeout);
  StreamResult<size_t> read_tls(std::span<char> buffer, std::chrono::milliseconds timeout);
  StreamResult<size_t> write_some(std::string_view octets, std::chrono::milliseconds timeout);
  // Waits for what the last TLS call wants; an error if it failed for good.
  StreamResult<void> wait_for_tls(int result, std::chrono::milliseconds timeout);
  StreamResult<void> wait(int fd, Direction direction, std::chrono::milliseconds timeout);

  base::UniqueFd input_;
  base::UniqueFd output_;  // only if it is another descriptor
  bool is_socket_ = false;
  std::shared_ptr<const Context> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  std::unique_ptr<SSL, void (*)(SSL*)> prepared_;  // for the next handshake
  std::unique_ptr<ReadinessWaiter> readiness_;  // lets go of the descriptors before they are closed
};

}  // namespace sendwright::smtp::tls
