// What the rulesets say about a connection to a server: clt_features, try_tls and tls_clt_features
// before TLS, tls_server after it, tls_rcpt for each recipient.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "delivery/attempt_text.hh"
#include "rules/engine.hh"
#include "rules/hooks.hh"
#include "smtp/client/connection.hh"

namespace sendwright::delivery {

// Belongs to one deliver() call; what it returns refers to it.
class TlsPolicy {
 public:
  TlsPolicy(const rules::Engine& engine, AttemptText& text,
            std::shared_ptr<const smtp::tls::Context> context);

  [[nodiscard]] smtp::ConnectionPolicy connection_policy();
  [[nodiscard]] std::function<std::optional<rules::ReplyError>(
      const smtp::Peer& peer, const smtp::tls::Facts& facts, const std::string& recipient)>
  recipient_check();

 private:
  void set_peer(const smtp::Peer& peer);
  void set_facts(const smtp::tls::Facts& facts);
  bool may_use_tls(const smtp::Peer& peer);
  base::Result<smtp::tls::SessionSettings> session_settings(const smtp::Peer& peer);
  std::optional<rules::ReplyError> ask(rules::Hook hook, std::string_view argument);

  const rules::Engine& engine_;
  AttemptText& text_;
  std::shared_ptr<const smtp::tls::Context> context_;
};

}  // namespace sendwright::delivery
