// The SMTP client: takes a message and a destination, tries its hosts in order, and says what became
// of each recipient. Keeps some connections open for the next message to the same place.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dns/host_lookup.hh"
#include "dns/resolver.hh"
#include "smtp/client/connection.hh"
#include "smtp/client/mail_hosts.hh"

namespace sendwright::smtp {

// Where to and in which manner: what the mailer's definition says.
struct SmtpTarget {
  std::string mailer;             // its name; connections of different mailers are not shared
  std::string destination;        // $h behind `TCP`
  unsigned short port = 25;
  std::string unix_socket;        // `FILE socket` instead of a host
  ClientSettings settings;
  // With MTA-STS: the domain whose policy holds. A connection is not used for another one.
  std::string policy_domain;
  bool is_final = false;          // flag l
  bool looks_up_mx = true;        // not flag 0
  bool checks_loopback = true;    // not flag k
  std::size_t max_messages = 0;   // m=: per connection; 0: no limit
  std::chrono::seconds connect_timeout{0};  // Timeout.connect or .iconnect
};

struct SmtpMessage {
  Transaction transaction;
  // The message for a server that takes eight-bit data or does not; called once for each attempt.
  std::function<base::Result<BodySource>(bool takes_8bit)> open_body;
  // Ruleset tls_rcpt: an error about this recipient over this connection; may be empty.
  std::function<std::optional<rules::ReplyError>(const Peer& peer, const tls::Facts& facts,
                                                 const std::string& recipient)>
      check_recipient;
};

struct SmtpClientSettings {
  dns::HostLookup* hosts = nullptr;  // must live longer
  MailHostRules mail_hosts;
  ClientTimeouts timeouts;
  std::string own_name;                        // $j
  std::size_t cache_size = 1;                  // ConnectionCacheSize
  std::chrono::seconds cache_timeout{300};     // ConnectionCacheTimeout
};

// May be used by many sessions at once.
class SmtpClient {
 public:
  explicit SmtpClient(SmtpClientSettings settings) : settings_(std::move(settings)) {}

  // One status for each recipient of the transaction, in their order.
  [[nodiscard]] std::vector<queue::RecipientStatus> deliver(const SmtpTarget& target,
                                                            const SmtpMessage& message,
                                                            const ConnectionPolicy& policy,
                                                            base::Waiter& waiter);
  // Drops kept connections that have been idle for too long; all of them with `all`. Does not wait.
  void close_idle(bool all = false);
  [[nodiscard]] std::size_t idle_connections() const;

 private:
  class Delivery;
  struct Idle {
    std::string key;
    std::chrono::steady_clock::time_point since;
    std::unique_ptr<Connection> connection;
  };

  std::unique_ptr<Connection> take_idle(const std::string& key, base::Waiter& waiter);
  void keep(const std::string& key, std::unique_ptr<Connection> connection);

  SmtpClientSettings settings_;
  mutable std::mutex mutex_;
  std::list<Idle> idle_;  // the longest idle first
};

}  // namespace sendwright::smtp
