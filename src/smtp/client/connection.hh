// One connection to an SMTP or LMTP server: connecting, greeting, STARTTLS and AUTH, until the engine
// is ready for transactions.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/waiter.hh"
#include "dns/ip_address.hh"
#include "rules/hooks.hh"
#include "smtp/client/conversation.hh"
#include "smtp/client/recipient_status.hh"
#include "smtp/tls/stream.hh"

namespace sendwright::smtp {

// A TLS stream, or a plain one, as the channel of a conversation.
class StreamChannel final : public Channel {
 public:
  StreamChannel(base::UniqueFd socket, std::string host, base::Waiter& waiter)
      : stream_(std::move(socket), waiter), host_(std::move(host)) {}

  base::Result<std::string> read(std::chrono::seconds timeout) override;
  base::Result<void> write(std::string_view octets, std::chrono::seconds timeout) override;
  [[nodiscard]] tls::Stream& stream() { return stream_; }

 private:
  base::Error problem(const tls::StreamError& error) const;

  tls::Stream stream_;
  std::string host_;
};

// What rules say about a connection that is being made. All members may be empty.
struct ConnectionPolicy {
  // Rulesets clt_features and try_tls: may TLS be used with this peer?
  std::function<bool(const Peer& peer)> may_use_tls;
  // Ruleset tls_clt_features: settings for this peer; with an error there is no handshake.
  std::function<base::Result<tls::SessionSettings>(const Peer& peer)> tls_settings;
  // Ruleset tls_server with {verify} and the other macros of the handshake; the error defers.
  std::function<std::optional<rules::ReplyError>(const Peer& peer, const tls::Facts& facts)>
      check_tls;
  // Authenticates where the server offers it and there is something to say; an error defers.
  std::function<std::optional<rules::ReplyError>(ClientEngine& engine, Channel& channel,
                                                 const Peer& peer, const tls::Facts& facts)>
      authenticate;
  std::shared_ptr<const tls::Context> tls_context;  // nullptr: no TLS
  // MTA-STS: after an error of check_tls another host of the destination may do better, and a kept
  // connection is checked again.
  bool uses_sts = false;
  bool falls_back_to_clear = false;  // TLSFallbacktoClear
};

// Belongs to one session at a time; attach() hands it to another.
struct Connection {
  Connection(ClientSettings settings, Peer who, base::UniqueFd socket, base::Waiter& waiter)
      : engine(std::move(settings)),
        peer(std::move(who)),
        channel(std::move(socket), peer.name, waiter) {}

  ClientEngine engine;
  Peer peer;
  StreamChannel channel;
  tls::Facts tls_facts;
  std::size_t messages = 0;  // sent on it
};

// Why a connection came to nothing. `is_final` says that no other host is to be tried.
struct ConnectionFailure {
  queue::RecipientStatus status;
  bool is_final = false;
  bool may_go_on_in_clear = false;  // the handshake failed, a connection without TLS may be tried
};

using ConnectionResult = std::expected<std::unique_ptr<Connection>, ConnectionFailure>;

// Connects a TCP socket; the error is an errno.
[[nodiscard]] std::expected<base::UniqueFd, int> connect_tcp(const dns::IpAddress& address,
                                                             unsigned short port,
                                                             std::chrono::seconds timeout,
                                                             base::Waiter& waiter);
// Connects to a Unix socket.
[[nodiscard]] std::expected<base::UniqueFd, int> connect_unix(const std::string& path);

// Brings a connected socket to the point where transactions may begin.
[[nodiscard]] ConnectionResult open_session(base::UniqueFd socket, const ClientSettings& settings,
                                            const Peer& peer, const ClientTimeouts& timeouts,
                                            const ConnectionPolicy& policy, bool uses_tls,
                                            base::Waiter& waiter);

// Says QUIT and closes, whatever comes.
void close_session(Connection& connection, const ClientTimeouts& timeouts);

}  // namespace sendwright::smtp
