// What the rulesets say about a connection to a server: clt_features, try_tls and tls_clt_features
// before TLS, tls_server after it, tls_rcpt for each recipient.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/attempt_text.hh"
#include "rules/engine.hh"
#include "rules/hooks.hh"
#include "smtp/client/connection.hh"

namespace sendwright::delivery {

// Belongs to one deliver() call; what it returns refers to it.
class TlsPolicy {
 public:
  // `recipient` is one of those that the connection is for; with MTA-STS all are of one domain.
  TlsPolicy(const rules::Engine& engine, AttemptText& text,
            std::shared_ptr<const smtp::tls::Context> context, std::string recipient);

  [[nodiscard]] smtp::ConnectionPolicy connection_policy();
  [[nodiscard]] std::function<std::optional<rules::ReplyError>(
      const smtp::Peer& peer, const smtp::tls::Facts& facts, const std::string& recipient)>
  recipient_check();

 private:
  // Sets the macros about the peer, and asks clt_features when it is another one than before.
  void set_peer(const smtp::Peer& peer);
  [[nodiscard]] bool has_feature(std::string_view letter) const;
  void set_facts(const smtp::tls::Facts& facts);
  bool may_use_tls();
  base::Result<smtp::tls::SessionSettings> session_settings(const smtp::Peer& peer);
  std::optional<rules::ReplyError> ask(rules::Hook hook, std::string_view argument);

  const rules::Engine& engine_;
  AttemptText& text_;
  std::shared_ptr<const smtp::tls::Context> context_;
  std::string recipient_;
  std::string asked_about_;            // the peer that features_ is about
  std::vector<std::string> features_;  // what clt_features said
};

}  // namespace sendwright::delivery
