#include "smtp/client/connection.hh"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "base/log.hh"
#include "base/strings.hh"
#include "smtp/tls/readiness.hh"

namespace sendwright::smtp {
namespace {

// With Timeout.connect=0 the system decides; its own limit is some two minutes, this one is above.
constexpr std::chrono::seconds kConnectLimit{300};
// A reply that comes in single octets must not grow without bound between two reads.
constexpr std::size_t kReadOctets = 16384;
// The goodbye to a server that does not answer holds up nobody for longer than this.
constexpr std::chrono::seconds kGoodbyeLimit{10};

std::chrono::milliseconds limit(std::chrono::seconds timeout) {
  constexpr std::chrono::hours kLong{24};
  return timeout.count() > 0 ? std::chrono::milliseconds(timeout) : kLong;
}

socklen_t fill_address(const dns::IpAddress& address, unsigned short port,
                       sockaddr_storage& storage) {
  if (address.is_v6) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, address.octets.data(), 16);
    return sizeof v6;
  }
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  std::memcpy(&v4.sin_addr, address.octets.data(), 4);
  return sizeof v4;
}

ConnectionFailure lost(const std::string& problem, const Peer& peer) {
  return {status_of_lost(problem, peer), false, false};
}

// The server's reply ended the session before it was ready.
ConnectionFailure refused(const Connection& connection) {
  const Reply& reply = connection.engine.last_reply();
  RecipientOutcome outcome{Stage::kConnection, reply, {}};
  ConnectionFailure failure{status_of_outcome(outcome, connection.peer, false), false, false};
  failure.is_final = reply.is_permanent();
  return failure;
}

// What SNI asks for, and whom a certificate must name if it has to name somebody.
std::string expected_name(const tls::SessionSettings& settings, const Peer& peer) {
  const bool is_named = !settings.server_name.empty() &&
                        !base::equals_ignoring_case(settings.server_name, "hostname");
  std::string name = is_named ? settings.server_name : peer.name;
  if (name.ends_with('.')) name.pop_back();
  if (name.starts_with('[')) name.clear();
  return name;
}

// STARTTLS and the handshake. True: go on, encrypted or not; an error otherwise.
std::expected<void, ConnectionFailure> secure(Connection& connection,
                                              const ClientTimeouts& timeouts,
                                              const ConnectionPolicy& policy) {
  std::string problem;
  ClientEngine& engine = connection.engine;
  bool falls_back = policy.falls_back_to_clear;
  const auto failed = [&](const std::string& reason,
                          const std::string& text = "TLS handshake failed.") {
    base::log(5, base::LogPriority::kNotice, {},
              "STARTTLS=client, relay=" + connection.peer.relay + ", failed: " + reason);
    ConnectionFailure failure{
        status_of_error(403, "4.7.0", text, connection.peer), false, falls_back};
    return std::unexpected(std::move(failure));
  };
  tls::SessionSettings settings;
  if (policy.tls_settings) {
    auto answer = policy.tls_settings(connection.peer);
    if (!answer) return failed(answer.error().message);
    settings = std::move(*answer);
  }
  falls_back = settings.falls_back_to_clear.value_or(falls_back) && !settings.wants_certified_name;
  tls::Stream& stream = connection.channel.stream();
  if (auto prepared = stream.prepare_tls(policy.tls_context, settings); !prepared) {
    return failed(prepared.error().reason);
  }
  engine.start_tls();
  if (!converse(engine, connection.channel, timeouts, problem)) {
    return std::unexpected(lost(problem, connection.peer));
  }
  if (engine.state() == ClientState::kClosed) return std::unexpected(refused(connection));
  if (engine.state() == ClientState::kReady) return {};  // it did not want to after all
  // What was sent in the clear must not be taken for what came through TLS.
  if (engine.has_pending_input()) return failed("octets before the handshake");
  const std::string server_name = expected_name(settings, connection.peer);
  auto facts = stream.shake_hands(limit(timeouts.starttls), server_name);
  if (!facts) return failed(facts.error().reason);
  connection.tls_facts = std::move(*facts);
  base::log(9, base::LogPriority::kInfo, {},
            "STARTTLS=client, relay=" + connection.peer.relay +
                ", version=" + connection.tls_facts.version +
                ", verify=" + connection.tls_facts.verify +
                ", cipher=" + connection.tls_facts.cipher +
                ", bits=" + std::to_string(connection.tls_facts.cipher_bits) + '/' +
                std::to_string(connection.tls_facts.algorithm_bits));
  if (settings.wants_certified_name && !stream.is_peer_certified_for(server_name)) {
    const std::string text = "no verified certificate for " + server_name;
    return failed(text, text);
  }
  engine.tls_started();
  if (!converse(engine, connection.channel, timeouts, problem)) {
    return std::unexpected(lost(problem, connection.peer));
  }
  if (engine.state() != ClientState::kReady) return std::unexpected(refused(connection));
  return {};
}

ConnectionFailure policy_failure(const rules::ReplyError& error, const Peer& peer,
                                 bool is_final = true) {
  return {status_of_error(error.code, error.enhanced_status, error.text, peer), is_final, false};
}

}  // namespace

base::Error StreamChannel::problem(const tls::StreamError& error) const {
  switch (error.kind) {
    case tls::StreamFailure::kClosed:
      return {"Connection reset by " + host_, base::Persistence::kTemporary};
    case tls::StreamFailure::kTimeout:
      return {"Connection timed out with " + host_, base::Persistence::kTemporary};
    case tls::StreamFailure::kError:
      break;
  }
  return {error.reason, base::Persistence::kTemporary};
}

base::Result<std::string> StreamChannel::read(std::chrono::seconds timeout) {
  if (auto ready = stream_.wait_readable(limit(timeout)); !ready) {
    return std::unexpected(problem(ready.error()));
  }
  std::string octets(kReadOctets, '\0');
  const auto count = stream_.read_some(octets, limit(timeout));
  if (!count) return std::unexpected(problem(count.error()));
  octets.resize(*count);
  return octets;
}

base::Result<void> StreamChannel::write(std::string_view octets, std::chrono::seconds timeout) {
  const auto written = stream_.write_all(octets, limit(timeout));
  if (!written) return std::unexpected(problem(written.error()));
  return {};
}

std::expected<base::UniqueFd, int> connect_tcp(const dns::IpAddress& address, unsigned short port,
                                               std::chrono::seconds timeout, base::Waiter& waiter) {
  sockaddr_storage storage{};
  const socklen_t size = fill_address(address, port, storage);
  base::UniqueFd fd(
      ::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!fd) return std::unexpected(errno);
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&storage), size) == 0) return fd;
  if (errno != EINPROGRESS) return std::unexpected(errno);
  const auto readiness = tls::make_readiness_waiter(waiter);
  const auto patience = timeout.count() > 0 ? timeout : kConnectLimit;
  const auto ready = readiness->wait(fd.get(), tls::Direction::kWrite, patience);
  readiness->forget();
  if (ready == tls::Readiness::kTimeout) return std::unexpected(ETIMEDOUT);
  int error_number = 0;
  socklen_t length = sizeof error_number;
  if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error_number, &length) != 0) {
    return std::unexpected(errno);
  }
  if (error_number != 0) return std::unexpected(error_number);
  return fd;
}

std::expected<base::UniqueFd, int> connect_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::unexpected(ENAMETOOLONG);
  std::memcpy(address.sun_path, path.data(), path.size());
  base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return std::unexpected(errno);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return std::unexpected(errno);
  }
  return fd;
}

ConnectionResult open_session(base::UniqueFd socket, const ClientSettings& settings,
                              const Peer& peer, const ClientTimeouts& timeouts,
                              const ConnectionPolicy& policy, bool uses_tls,
                              base::Waiter& waiter) {
  auto connection = std::make_unique<Connection>(settings, peer, std::move(socket), waiter);
  ClientEngine& engine = connection->engine;
  std::string problem;
  if (!converse(engine, connection->channel, timeouts, problem)) {
    return std::unexpected(lost(problem, peer));
  }
  if (engine.state() != ClientState::kReady) return std::unexpected(refused(*connection));
  const bool may_use_tls = uses_tls && policy.tls_context && engine.extensions().starttls &&
                           (!policy.may_use_tls || policy.may_use_tls(peer));
  if (may_use_tls) {
    if (auto secured = secure(*connection, timeouts, policy); !secured) {
      return std::unexpected(std::move(secured.error()));
    }
  }
  if (policy.check_tls) {
    if (const auto error = policy.check_tls(peer, connection->tls_facts)) {
      close_session(*connection, timeouts);
      return std::unexpected(policy_failure(*error, peer, !policy.uses_sts));
    }
  }
  if (policy.authenticate && !engine.extensions().mechanisms.empty()) {
    const auto error =
        policy.authenticate(engine, connection->channel, peer, connection->tls_facts);
    if (error) {
      close_session(*connection, timeouts);
      return std::unexpected(policy_failure(*error, peer));
    }
    if (engine.state() != ClientState::kReady) return std::unexpected(refused(*connection));
  }
  return connection;
}

void close_session(Connection& connection, const ClientTimeouts& timeouts) {
  if (connection.engine.state() == ClientState::kReady) {
    connection.engine.quit();
    ClientTimeouts brief = timeouts;
    brief.quit = std::min(timeouts.quit, kGoodbyeLimit);
    std::string ignored;
    converse(connection.engine, connection.channel, brief, ignored);
  }
  connection.channel.stream().close();
}

}  // namespace sendwright::smtp
