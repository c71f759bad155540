// The policy of the configuration file: the check_* rulesets and what they call, header checks, and the
// router for the addresses themselves. C++ decides when a ruleset is asked, never what it answers.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/configuration.hh"
#include "routing/router.hh"
#include "rules/engine.hh"
#include "rules/evaluation.hh"
#include "rules/hooks.hh"
#include "smtp/server/policy.hh"
#include "smtp/server/session_macros.hh"

namespace sendwright::smtp::server {

// What ETRN does: starts a queue run for a node (`host`, `@domain`) or a queue group (`#name`).
class QueueStarter {
 public:
  virtual ~QueueStarter() = default;
  // False: there is no such group.
  [[nodiscard]] virtual bool start_queue(const std::string& node) = 0;
};

// All must live longer than the policy.
struct RulesetPolicyParts {
  const rules::Engine& engine;
  const routing::Router& router;
  QueueStarter* queue_starter = nullptr;  // nullptr: ETRN is refused
};

class RulesetPolicy final : public Policy {
 public:
  RulesetPolicy(const RulesetPolicyParts& parts, SessionMacros& macros, base::Waiter& waiter);
  ~RulesetPolicy() override;

  // For who acts a session out: what rulesets do goes to `trace`, messages to `report`, not the log.
  void follow(rules::Trace* trace, std::function<void(std::string_view)> report);

  std::chrono::milliseconds greeting_pause() override;
  Verdict connect() override;
  Verdict adjust(Features& features) override;
  base::Result<std::string> tls_settings() override;
  Verdict other(std::string_view line, const Reply& reply) override;
  Verdict tls_started(std::span<const std::string> certified_names) override;
  SenderVerdict mail(MailCommand& command) override;
  RecipientVerdict recipient(const RcptCommand& command, bool is_discarded) override;
  Verdict data(long recipients) override;
  Verdict header(const message::HeaderField& field) override;
  Verdict end_of_header(size_t count, size_t octets) override;
  Verdict end_of_message(size_t octets) override;
  Verdict add_copies(queue::Envelope& envelope) override;
  Reply verify(std::string_view argument, bool expands) override;
  Reply etrn(std::string_view argument) override;

 private:
  [[nodiscard]] rules::CheckVerdict check(rules::Hook hook,
                                          std::initializer_list<std::string_view> arguments);
  [[nodiscard]] rules::CheckVerdict check_as(std::string_view address_type, rules::Hook hook,
                                             std::string_view argument);
  void judge_auth_identity(MailCommand& command);
  [[nodiscard]] Reply expand(std::string_view argument);
  [[nodiscard]] const config::Configuration& configuration() const {
    return parts_.engine.configuration();
  }

  RulesetPolicyParts parts_;
  SessionMacros& macros_;
  // Made when first needed: it keeps the matcher's buffers.
  rules::Evaluation& evaluation();
  base::Waiter& waiter_;
  std::unique_ptr<rules::Evaluation> evaluation_;
};

}  // namespace sendwright::smtp::server
