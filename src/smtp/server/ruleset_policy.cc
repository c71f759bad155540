#include "smtp/server/ruleset_policy.hh"

#include <algorithm>

#include "address/prescan.hh"
#include "base/log.hh"
#include "base/strings.hh"
#include "queue/bcc.hh"
#include "smtp/command.hh"
#include "smtp/server/feature_letters.hh"

namespace sendwright::smtp::server {
namespace {

using rules::CheckVerdict;
using rules::Hook;

Reply to_reply(const rules::ReplyError& error) {
  return {error.code, error.enhanced_status, error.text};
}

// Error texts about an address name it first, except those of the server's own trouble (451, rules
// that do not work) and those that name another address (551).
Reply about(const std::string& address, const rules::ReplyError& error) {
  Reply reply = to_reply(error);
  if (error.is_fault_of_rules) return reply;
  if (error.code != 451 && error.code != 421 && error.code != 551) {
    reply.lines.front() = address::message_about(address, reply.lines.front());
  }
  return reply;
}

Verdict to_verdict(const CheckVerdict& check) {
  switch (check.kind) {
    case CheckVerdict::Kind::kError:
      return Verdict::reject(to_reply(check.error));
    case CheckVerdict::Kind::kDiscard:
      return {Verdict::Kind::kDiscard, {}, {}, false};
    case CheckVerdict::Kind::kQuarantine:
      return {Verdict::Kind::kQuarantine, {}, check.reason, false};
    case CheckVerdict::Kind::kAccept:
    case CheckVerdict::Kind::kValue:
      break;
  }
  return {};
}

std::string bracketed(std::string_view address) {
  return address.starts_with('<') ? std::string(address) : '<' + std::string(address) + '>';
}

}  // namespace

RulesetPolicy::RulesetPolicy(const RulesetPolicyParts& parts, SessionMacros& macros,
                             base::Waiter& waiter)
    : parts_(parts), macros_(macros), waiter_(waiter) {}

RulesetPolicy::~RulesetPolicy() = default;

rules::Evaluation& RulesetPolicy::evaluation() {
  if (!evaluation_) {
    evaluation_ = std::make_unique<rules::Evaluation>(macros_.scope(), waiter_);
    evaluation_->is_deferred_mode =
        configuration().options.delivery_mode == config::DeliveryMode::kDeferred;
    evaluation_->report = [this](std::string_view message) {
      base::log(3, base::LogPriority::kWarning, macros_.get("i"), message);
    };
  }
  return *evaluation_;
}

void RulesetPolicy::follow(rules::Trace* trace, std::function<void(std::string_view)> report) {
  evaluation().trace = trace;
  evaluation().report = std::move(report);
}

CheckVerdict RulesetPolicy::check(Hook hook, std::initializer_list<std::string_view> arguments) {
  return rules::check(parts_.engine, hook, arguments, evaluation());
}

CheckVerdict RulesetPolicy::check_as(std::string_view address_type, Hook hook,
                                     std::string_view argument) {
  macros_.set_for_transaction("addr_type", address_type);
  return check(hook, {argument});
}

std::chrono::milliseconds RulesetPolicy::greeting_pause() {
  const CheckVerdict verdict =
      check(Hook::kGreetPause, {macros_.get("client_name"), macros_.get("client_addr")});
  if (verdict.kind != CheckVerdict::Kind::kValue || verdict.values.empty()) return {};
  const auto milliseconds = base::parse_integer(verdict.values.front());
  constexpr long long kLongest = 5 * 60 * 1000;
  return std::chrono::milliseconds(std::clamp(milliseconds.value_or(0), 0LL, kLongest));
}

Verdict RulesetPolicy::connect() {
  return to_verdict(check(Hook::kCheckRelay, {macros_.get("client_name"), macros_.get("client_addr")}));
}

Verdict RulesetPolicy::adjust(Features& features) {
  const CheckVerdict verdict = check(Hook::kSrvFeatures, {macros_.get("client_ptr"), ""});
  if (verdict.kind != CheckVerdict::Kind::kValue || verdict.values.empty()) return {};
  if (base::equals_ignoring_case(verdict.values.front(), "temp")) {
    return Verdict::reject({450, "4.3.0", "Please try again later."});
  }
  for (const std::string& complaint : apply_feature_letters(verdict.values, features)) {
    evaluation().report(complaint);
  }
  return {};
}

base::Result<std::string> RulesetPolicy::tls_settings() {
  return rules::settings_from(parts_.engine, Hook::kTlsSrvFeatures,
                              {macros_.get("client_name"), macros_.get("client_addr")},
                              evaluation());
}

Verdict RulesetPolicy::other(std::string_view line, const Reply& reply) {
  return to_verdict(rules::check_command(parts_.engine, line, reply.code, evaluation()));
}

Verdict RulesetPolicy::tls_started(std::span<const std::string> certified_names) {
  if (configuration().options.set_cert_altnames) {
    rules::set_cert_altnames(certified_names, evaluation());
  }
  return to_verdict(check(Hook::kTlsClient, {macros_.get("verify"), "STARTTLS"}));
}

// An AUTH= identity that is not trusted counts as none.
void RulesetPolicy::judge_auth_identity(MailCommand& command) {
  if (!command.auth_identity) return;
  if (!command.auth_identity->empty()) {
    macros_.set_for_transaction("auth_author", *command.auth_identity);
    const CheckVerdict verdict = check(Hook::kTrustAuth, {*command.auth_identity});
    if (!verdict.is_accepted()) {
      command.auth_identity = std::string();
      macros_.set_for_transaction("auth_author", "");
    }
  }
}

SenderVerdict RulesetPolicy::mail(MailCommand& command) {
  const routing::Verification sender = parts_.router.verify_sender(command.address, evaluation());
  if (!sender.is_accepted()) {
    return {Verdict::refuse_address(about(command.address, *sender.error)), {}};
  }
  const std::string_view bare = without_brackets(command.address);
  if (!bare.empty() && bare.find('@') == bare.npos &&
      (bare.front() == '|' || bare.front() == '/' || base::starts_with_ignoring_case(bare, ":include:"))) {
    const rules::ReplyError error{553, "5.1.7", "Invalid sender address"};
    return {Verdict::refuse_address(about(command.address, error)), {}};
  }
  macros_.set_sender_triple(sender.mailer == nullptr ? "" : sender.mailer->name, sender.host,
                            sender.user);
  judge_auth_identity(command);
  const CheckVerdict check = check_as("e s", Hook::kCheckMail, bracketed(command.address));
  SenderVerdict verdict{to_verdict(check), {}};
  if (check.kind == CheckVerdict::Kind::kError) verdict.reply = about(command.address, check.error);
  verdict.sender = std::string(without_brackets(sender.address));
  return verdict;
}

RecipientVerdict RulesetPolicy::recipient(const RcptCommand& command, bool is_discarded) {
  RecipientVerdict verdict;
  const routing::Verification found = parts_.router.verify_recipient(command.address, evaluation());
  macros_.set_recipient_triple(found.mailer == nullptr ? "error" : found.mailer->name, found.host,
                               found.user);
  const CheckVerdict check = check_as("e r", Hook::kCheckRcpt, bracketed(command.address));
  static_cast<Verdict&>(verdict) = to_verdict(check);
  if (check.kind == CheckVerdict::Kind::kError) {
    verdict.reply = about(command.address, check.error);
    return verdict;
  }
  // Of a message that goes nowhere it does not matter whether a user exists.
  const bool goes_nowhere = is_discarded || verdict.kind == Verdict::Kind::kDiscard;
  const bool is_unknown_user =
      found.error && found.error->exit_code == base::ExitCode::kNoUser && found.mailer != nullptr;
  if (!found.is_accepted() && !(goes_nowhere && is_unknown_user)) {
    static_cast<Verdict&>(verdict) = Verdict::refuse_address(about(command.address, *found.error));
    return verdict;
  }
  verdict.address = std::string(without_brackets(found.address));
  verdict.same_as = (found.mailer == nullptr ? "" : found.mailer->name) + '\0' + found.host + '\0' +
                    found.user;
  verdict.will_queue = found.will_queue;
  return verdict;
}

Verdict RulesetPolicy::data(long recipients) {
  return to_verdict(check(Hook::kCheckData, {std::to_string(recipients)}));
}

Verdict RulesetPolicy::header(const message::HeaderField& field) {
  const auto& checks = configuration().header_checks;
  const auto named = [&](std::string_view name) {
    return std::ranges::find_if(checks, [name](const config::HeaderCheck& each) {
      return base::equals_ignoring_case(each.name, name);
    });
  };
  auto found = named(field.name);
  if (found == checks.end()) found = named("*");
  if (found == checks.end()) return {};
  constexpr size_t kShownOctets = 256;
  std::string value = field.value;
  std::ranges::replace(value, '\n', ' ');
  macros_.set_for_transaction("hdr_name", field.name);
  macros_.set_for_transaction("hdrlen", std::to_string(field.value.size()));
  macros_.set_for_transaction("currHeader", '"' + base::printable(value, kShownOctets) + '"');
  macros_.set_for_transaction("addr_type", "h");
  return to_verdict(rules::check_unstructured(parts_.engine, found->ruleset, value,
                                              found->keeps_comments, evaluation()));
}

Verdict RulesetPolicy::end_of_header(size_t count, size_t octets) {
  return to_verdict(check(Hook::kCheckEoh, {std::to_string(count), std::to_string(octets)}));
}

Verdict RulesetPolicy::end_of_message(size_t octets) {
  return to_verdict(check(Hook::kCheckEom, {std::to_string(octets)}));
}

Verdict RulesetPolicy::add_copies(queue::Envelope& envelope) {
  const auto added = queue::add_bcc_recipients(parts_.engine, envelope, evaluation());
  return added ? Verdict::accept() : Verdict::reject(to_reply(added.error()));
}

Reply RulesetPolicy::verify(std::string_view argument, bool expands) {
  const CheckVerdict verdict = check(expands ? Hook::kCheckExpn : Hook::kCheckVrfy, {argument});
  if (verdict.kind == CheckVerdict::Kind::kError) return to_reply(verdict.error);
  if (expands) return expand(argument);
  const routing::Verification found = parts_.router.verify_recipient(argument, evaluation());
  if (!found.is_accepted()) return about(std::string(argument), *found.error);
  const bool is_verified = found.mailer != nullptr && found.mailer->flags.has('q');
  std::string address(without_brackets(found.address));
  if (address.find('@') == std::string::npos) address += '@' + macros_.get("j");
  const std::string name = found.full_name.empty() ? "" : found.full_name + ' ';
  return {is_verified || found.is_alias ? 250 : 252, "2.1.5", name + '<' + address + '>'};
}

Reply RulesetPolicy::expand(std::string_view argument) {
  routing::ExpansionRequest request;
  request.recipients.push_back({std::string(argument), std::nullopt, true});
  const routing::Expansion expansion = parts_.router.expand(request, evaluation());
  if (!expansion.failures.empty()) {
    const routing::RoutingFailure& failure = expansion.failures.front();
    return about(failure.address, failure.error);
  }
  Reply reply;
  reply.code = 250;
  reply.enhanced_status = "2.1.5";
  for (const routing::RoutedRecipient& recipient : expansion.recipients) {
    const std::string name = recipient.full_name.empty() ? "" : recipient.full_name + ' ';
    reply.lines.push_back(name + bracketed(recipient.address));
  }
  if (reply.lines.empty()) return {554, "5.5.2", "Nothing to EXPN"};
  return reply;
}

Reply RulesetPolicy::etrn(std::string_view argument) {
  const CheckVerdict verdict = check(Hook::kCheckEtrn, {argument});
  if (verdict.kind == CheckVerdict::Kind::kError) return to_reply(verdict.error);
  if (parts_.queue_starter == nullptr) {
    return {502, "5.7.0", "Sorry, we do not allow this operation"};
  }
  const std::string node = base::printable(argument);
  const bool is_group = node.starts_with('#');
  const std::string name = is_group ? node.substr(1) : node;
  if (!parts_.queue_starter->start_queue(node)) {
    return {459, "4.5.4", "Queue " + name + " unknown"};
  }
  return {250, "2.0.0", std::string("Queuing for ") + (is_group ? "queue group " : "node ") + name +
                            " started"};
}

}  // namespace sendwright::smtp::server
