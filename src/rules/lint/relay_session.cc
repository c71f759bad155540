#include "rules/lint/relay_session.hh"

#include "base/strings.hh"
#include "base/waiter.hh"
#include "rules/hooks.hh"
#include "rules/resolve.hh"

namespace sendwright::rules::lint {
namespace {

bool is_refused(const CheckVerdict& verdict) {
  // Mail that is discarded or held goes nowhere either.
  return verdict.kind == CheckVerdict::Kind::kError ||
         verdict.kind == CheckVerdict::Kind::kDiscard ||
         verdict.kind == CheckVerdict::Kind::kQuarantine;
}

std::string_view without_brackets(std::string_view address) {
  return address.substr(1, address.size() - 2);
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return base::to_lower(text).find(base::to_lower(part)) != std::string::npos;
}

// Written to a mailbox, file or program of this host.
bool is_final(const config::Mailer& mailer) {
  return mailer.flags.has('l') || mailer.is_file() || mailer.name == "*include*" ||
         base::equals_ignoring_case(mailer.name, "prog");
}

// The domain that the next host will see.
std::string_view domain_of(std::string_view user) {
  const std::size_t at = user.rfind('@');
  if (at == user.npos) return {};
  std::string_view domain = user.substr(at + 1);
  while (!domain.empty() && (domain.back() == '.' || domain.back() == '>'))
    domain.remove_suffix(1);
  return domain;
}

bool is_own_name(std::string_view host, const config::Configuration& configuration) {
  while (host.ends_with('.'))
    host.remove_suffix(1);
  const auto has = [&](std::string_view name) {
    const config::NameClass* const members = configuration.find_class(name);
    return members != nullptr && members->contains(host);
  };
  return has("w") || has("k");
}

RelayOutcome::Kind judge(const Resolution& resolution, std::string_view target,
                         const config::Configuration& configuration) {
  using Kind = RelayOutcome::Kind;
  if (is_final(*resolution.mailer)) return Kind::kStays;
  const bool is_targets_host = contains_ignoring_case(resolution.host, target);
  const bool is_targets_address = contains_ignoring_case(domain_of(resolution.user), target);
  if (is_targets_host || is_targets_address) return Kind::kRelayed;
  if (is_own_name(resolution.host, configuration)) return Kind::kStays;
  return contains_ignoring_case(resolution.user, target) ? Kind::kPassedOn : Kind::kStays;
}

// The macros that a server has set by the time the rules are asked.
void set_session(const ProbeClient& client, const ProbeSender& sender, config::MacroScope& macros) {
  macros.set("client_addr", client.address);
  macros.set("client_name", client.name);
  macros.set("client_ptr", client.ptr);
  macros.set("client_resolve", client.resolve);
  macros.set("client_port", "40000");
  macros.set("client_rate", "1");
  macros.set("client_connections", "1");
  macros.set("total_rate", "1");
  macros.set("_", client.name + " [" + client.address + "]");
  macros.set("s", client.hello);
  macros.set("r", "ESMTP");
  macros.set("verify", "NONE");
  macros.set("daemon_name", "MTA");
  macros.set("daemon_flags", "");
  macros.set("daemon_port", "25");
  macros.set("daemon_addr", "0.0.0.0");
  macros.set("daemon_family", "inet");
  macros.set("deliveryMode", "b");
  macros.set("nrcpts", "0");
  macros.set("nbadrcpts", "0");
  macros.set("f", std::string(without_brackets(sender.address)));
  macros.set("mail_from", sender.address);
}

void set_recipient(const Resolution& resolution, config::MacroScope& macros) {
  macros.set("rcpt_mailer", resolution.mailer == nullptr ? "error" : resolution.mailer->name);
  macros.set("rcpt_host", resolution.host);
  macros.set("rcpt_addr", resolution.user);
}

}  // namespace

RelayOutcome attempt_relay(const Engine& engine, const RelayAttempt& attempt, Trace* trace) {
  config::MacroScope macros(&engine.configuration().macros);
  base::BlockingWaiter waiter;
  Evaluation evaluation(macros, waiter);
  set_session(attempt.client, attempt.sender, macros);
  const auto is_passed = [&](Hook hook, std::initializer_list<std::string_view> words) {
    evaluation.trace = trace;
    const bool is_accepted = !is_refused(check(engine, hook, words, evaluation));
    evaluation.trace = nullptr;
    return is_accepted;
  };
  if (!is_passed(Hook::kCheckRelay, {attempt.client.name, attempt.client.address})) return {};
  macros.set("addr_type", "e s");
  if (!is_passed(Hook::kCheckMail, {attempt.sender.address})) return {};

  const Resolution found = resolve_recipient(engine, attempt.recipient.address, evaluation);
  set_recipient(found, macros);
  macros.set("addr_type", "e r");
  if (!is_passed(Hook::kCheckRcpt, {attempt.recipient.address}) || !found.is_ok()) return {};
  return {judge(found, attempt.recipient.target, engine.configuration()), found.mailer->name,
          found.host, found.user};
}

}  // namespace sendwright::rules::lint
