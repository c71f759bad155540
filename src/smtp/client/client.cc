#include "smtp/client/client.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::smtp {
namespace {

using queue::Outcome;
using queue::RecipientStatus;

std::string cache_key(const SmtpTarget& target) {
  return target.mailer + '\n' + base::to_lower(target.destination) + '\n' +
         std::to_string(target.port) + '\n' + target.unix_socket + '\n' + target.policy_domain;
}

std::string bracketed(const dns::IpAddress& address) {
  return (address.is_v6 ? "[IPv6:" : "[") + address.text() + ']';
}

}  // namespace

// One call of deliver(): which recipients are still open, and the best reason why.
class SmtpClient::Delivery {
 public:
  Delivery(SmtpClient& client, const SmtpTarget& target, const SmtpMessage& message,
           const ConnectionPolicy& policy, base::Waiter& waiter)
      : client_(client),
        target_(target),
        message_(message),
        policy_(policy),
        waiter_(waiter),
        statuses_(message.transaction.recipients.size()),
        is_open_(statuses_.size(), true) {}

  std::vector<RecipientStatus> run() {
    if (auto idle = client_.take_idle(cache_key(target_), waiter_)) use_kept(std::move(idle));
    if (any_open()) {
      if (target_.unix_socket.empty()) {
        try_hosts();
      } else {
        try_unix_socket();
      }
    }
    for (std::size_t i = 0; i < statuses_.size(); ++i) {
      if (is_open_[i]) statuses_[i] = failure_;
    }
    return std::move(statuses_);
  }

 private:
  [[nodiscard]] bool any_open() const {
    return std::ranges::any_of(is_open_, [](bool open) { return open; });
  }

  void decide(std::size_t index, RecipientStatus status) {
    statuses_[index] = std::move(status);
    is_open_[index] = false;
  }

  // What is said about recipients that stay open: a reason to try again beats one to give up.
  void remember(RecipientStatus failure) {
    if (has_failure_ && failure_.outcome == Outcome::kDeferred &&
        failure.outcome != Outcome::kDeferred) {
      return;
    }
    failure_ = std::move(failure);
    has_failure_ = true;
  }

  void try_hosts() {
    MailHostRules rules = client_.settings_.mail_hosts;
    rules.looks_up_mx = rules.looks_up_mx && target_.looks_up_mx;
    const MailHosts found = find_mail_hosts(target_.destination, rules, waiter_);
    if (!found.error.text.empty()) {
      Peer nobody;
      nobody.name = target_.destination;
      auto status = status_of_error(found.error.code, found.error.enhanced_status,
                                    found.error.text, nobody);
      if (status.outcome == Outcome::kFailed) status.text = text_of_failure(found.error);
      remember(std::move(status));
    }
    for (const MailHost& host : found.hosts) {
      if (!try_host(host) || !any_open()) return;
    }
  }

  static std::string text_of_failure(const rules::ReplyError& error) {
    const std::string meaning(meaning_of_exit(base::to_int(error.exit_code)).text);
    return meaning.empty() ? error.text : meaning + " (" + error.text + ')';
  }

  // False if no further host is to be tried.
  bool try_host(const MailHost& host) {
    Peer peer;
    peer.name = host.name;
    peer.is_final = target_.is_final;
    const auto answer = addresses_of(host);
    if (answer.status != dns::Status::kFound || answer.records.empty()) {
      peer.relay.clear();
      const std::string server = "Name server: " + host.name + ": ";
      if (answer.status == dns::Status::kTemporaryFailure) {
        remember(status_of_error(451, "4.4.3", server + "host name lookup failure", peer));
      } else {
        remember(status_of_error(550, "5.1.2", "Host unknown (" + server + "host not found)",
                                 peer));
      }
      return true;
    }
    for (const dns::IpAddress& address : answer.records) {
      peer.relay = host.name + ' ' + bracketed(address);
      auto socket = connect_tcp(address, target_.port, target_.connect_timeout, waiter_);
      if (!socket) {
        remember(status_of_lost(connection_problem(socket.error(), host.name), peer));
        continue;
      }
      if (!use(std::move(*socket), peer, [&] {
            return connect_tcp(address, target_.port, target_.connect_timeout, waiter_);
          })) {
        return false;
      }
      if (!any_open()) return true;
    }
    return true;
  }

  dns::Answer<dns::IpAddress> addresses_of(const MailHost& host) {
    dns::Answer<dns::IpAddress> literal;
    if (const auto address = dns::IpAddress::parse(host.lookup_name)) {
      literal.status = dns::Status::kFound;
      literal.records.push_back(*address);
      return literal;
    }
    if (client_.settings_.hosts == nullptr) {
      literal.status = dns::Status::kTemporaryFailure;
      return literal;
    }
    return client_.settings_.hosts->addresses(host.lookup_name, waiter_);
  }

  void try_unix_socket() {
    Peer peer;
    peer.name = target_.unix_socket;
    peer.relay = "[" + target_.unix_socket + "]";
    peer.is_final = target_.is_final;
    const auto connect = [&] { return connect_unix(target_.unix_socket); };
    auto socket = connect();
    if (!socket) {
      remember(status_of_lost(connection_problem(socket.error(), peer.name), peer));
      return;
    }
    use(std::move(*socket), peer, connect);
  }

  // Opens a session on the socket and sends the message. False: no further host is to be tried.
  template <typename Reconnect>
  bool use(base::UniqueFd socket, const Peer& peer, const Reconnect& reconnect) {
    auto session = open_session(std::move(socket), target_.settings, peer,
                                client_.settings_.timeouts, policy_, true, waiter_);
    if (!session && session.error().may_go_on_in_clear) {
      if (auto again = reconnect()) {
        session = open_session(std::move(*again), target_.settings, peer,
                               client_.settings_.timeouts, policy_, false, waiter_);
      }
    }
    if (!session) {
      remember(std::move(session.error().status));
      return !session.error().is_final;
    }
    if (is_ourselves(**session)) {
      remember(status_of_error(
          553, "5.3.5", peer.name + " config error: mail loops back to me (MX problem?)", peer));
      failure_.text = meaning_of_exit(base::to_int(base::ExitCode::kConfiguration)).text;
      close_session(**session, client_.settings_.timeouts);
      return false;
    }
    transact(std::move(*session));
    return true;
  }

  // The policy of the domain may be another one than when the connection was made.
  void use_kept(std::unique_ptr<Connection> connection) {
    if (policy_.uses_sts && policy_.check_tls &&
        policy_.check_tls(connection->peer, connection->tls_facts)) {
      return close_session(*connection, client_.settings_.timeouts);
    }
    transact(std::move(connection));
  }

  [[nodiscard]] bool is_ourselves(const Connection& connection) const {
    return target_.checks_loopback && !target_.settings.is_lmtp &&
           !client_.settings_.own_name.empty() &&
           base::equals_ignoring_case(connection.engine.server_name(), client_.settings_.own_name);
  }

  // The open recipients that may be given to this server, with their places in the message.
  Transaction prepare(const Connection& connection, std::vector<std::size_t>& places) {
    Transaction transaction = message_.transaction;
    transaction.recipients.clear();
    const long limit = connection.engine.extensions().max_size_octets;
    for (std::size_t i = 0; i < is_open_.size(); ++i) {
      if (!is_open_[i]) continue;
      const auto& recipient = message_.transaction.recipients[i];
      if (limit > 0 && transaction.size_octets > limit) {
        auto status = status_of_error(
            552, "5.2.3", "Message is too large; " + std::to_string(limit) + " bytes max",
            connection.peer);
        decide(i, std::move(status));
        continue;
      }
      if (message_.check_recipient) {
        const auto error =
            message_.check_recipient(connection.peer, connection.tls_facts, recipient.address);
        // Another host of a domain with a policy may be one that the policy names.
        if (error && error->is_temporary() && policy_.uses_sts) {
          remember(status_of_error(error->code, error->enhanced_status, error->text,
                                   connection.peer));
          continue;
        }
        if (error) {
          decide(i, status_of_error(error->code, error->enhanced_status, error->text,
                                    connection.peer));
          continue;
        }
      }
      places.push_back(i);
      transaction.recipients.push_back(recipient);
    }
    return transaction;
  }

  void transact(std::unique_ptr<Connection> connection) {
    std::vector<std::size_t> places;
    ClientEngine& engine = connection->engine;
    const ClientTimeouts& timeouts = client_.settings_.timeouts;
    Transaction transaction = prepare(*connection, places);
    if (places.empty()) return close_session(*connection, timeouts);
    const bool takes_8bit = engine.extensions().eight_bit_mime || target_.settings.is_lmtp;
    engine.begin(std::move(transaction));
    std::string problem;
    bool is_body_sent = false;
    if (converse(engine, connection->channel, timeouts, problem) &&
        engine.state() == ClientState::kBody) {
      is_body_sent = true;
      auto body = message_.open_body(takes_8bit);
      if (body) {
        send_body(engine, connection->channel, timeouts, *body, problem);
      } else {
        problem = body.error().message;
        engine.lost();
      }
    }
    ++connection->messages;
    record(*connection, places, problem, is_body_sent);
    finish(std::move(connection));
  }

  void record(const Connection& connection, const std::vector<std::size_t>& places,
              const std::string& problem, bool is_body_sent) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const RecipientOutcome& outcome = connection.engine.outcomes()[i];
      if (outcome.reply.code == 0) {
        auto status = status_of_lost(problem, connection.peer);
        // Once the body was on its way the server may have it: no other host is asked now.
        if (is_body_sent) {
          decide(places[i], std::move(status));
        } else {
          remember(std::move(status));
        }
        continue;
      }
      auto status = status_of_outcome(outcome, connection.peer,
                                      connection.engine.passed_dsn_on());
      if (!status.transcript.empty()) {
        status.transcript.insert(status.transcript.begin(),
                                 "... while talking to " + connection.peer.name + ':');
      }
      // 421 is about the connection, not about the recipient.
      if (outcome.reply.closes_connection() && !is_body_sent) {
        remember(std::move(status));
      } else {
        decide(places[i], std::move(status));
      }
    }
  }

  // After a temporary refusal the connection ends; after success it may serve the next message.
  void finish(std::unique_ptr<Connection> connection) {
    const auto& outcomes = connection->engine.outcomes();
    const bool went_well = std::ranges::none_of(
        outcomes, [](const auto& outcome) { return outcome.reply.is_temporary(); });
    const bool has_room =
        target_.max_messages == 0 || connection->messages < target_.max_messages;
    if (connection->engine.state() == ClientState::kReady && went_well && has_room &&
        client_.settings_.cache_size > 0) {
      client_.keep(cache_key(target_), std::move(connection));
    } else {
      close_session(*connection, client_.settings_.timeouts);
    }
  }

  SmtpClient& client_;
  const SmtpTarget& target_;
  const SmtpMessage& message_;
  const ConnectionPolicy& policy_;
  base::Waiter& waiter_;
  std::vector<RecipientStatus> statuses_;
  std::vector<bool> is_open_;
  RecipientStatus failure_;
  bool has_failure_ = false;
};

std::vector<RecipientStatus> SmtpClient::deliver(const SmtpTarget& target,
                                                 const SmtpMessage& message,
                                                 const ConnectionPolicy& policy,
                                                 base::Waiter& waiter) {
  return Delivery(*this, target, message, policy, waiter).run();
}

// A kept connection is only used if the server still answers.
std::unique_ptr<Connection> SmtpClient::take_idle(const std::string& key, base::Waiter& waiter) {
  close_idle();
  std::unique_ptr<Connection> connection;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(idle_, key, &Idle::key);
    if (found == idle_.end()) return nullptr;
    connection = std::move(found->connection);
    idle_.erase(found);
  }
  connection->channel.stream().attach(waiter);
  connection->engine.reset();
  std::string ignored;
  const bool answers =
      converse(connection->engine, connection->channel, settings_.timeouts, ignored);
  if (answers && connection->engine.state() == ClientState::kReady) return connection;
  connection->channel.stream().close();
  return nullptr;
}

void SmtpClient::keep(const std::string& key, std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  while (idle_.size() >= settings_.cache_size) idle_.pop_front();
  idle_.push_back({key, std::chrono::steady_clock::now(), std::move(connection)});
}

void SmtpClient::close_idle(bool all) {
  const auto oldest = std::chrono::steady_clock::now() - settings_.cache_timeout;
  const std::lock_guard lock(mutex_);
  std::erase_if(idle_, [&](const Idle& idle) { return all || idle.since < oldest; });
}

std::size_t SmtpClient::idle_connections() const {
  const std::lock_guard lock(mutex_);
  return idle_.size();
}

}  // namespace sendwright::smtp
