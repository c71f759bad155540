#include "modes/rehearsal_dialogue.hh"

#include <algorithm>
#include <utility>
#include <variant>

#include "config/expand.hh"

namespace sendwright::modes {

using namespace smtp;          // commands and replies
using namespace smtp::server;  // all of the events

namespace {

// A rehearsal may use what the options allow, whether or not there is a certificate here.
constexpr Means kAllMeans{.has_tls = true, .has_auth = true};

}  // namespace

RehearsalDialogue::RehearsalDialogue(const config::Configuration& configuration,
                                     const config::PortOptions& port, const ClientIdentity& client,
                                     SessionMacros& macros, Policy& policy)
    : configuration_(configuration),
      port_(port),
      client_(client),
      macros_(macros),
      policy_(policy),
      engine_(engine_settings(configuration, client.shown()),
              offered_features(configuration, port, kAllMeans)) {
  set_protocol();
}

std::string RehearsalDialogue::connect() {
  pause_ = policy_.greeting_pause();
  const Verdict verdict = policy_.connect();
  if (is_refused(rules::Hook::kCheckRelay, verdict)) {
    if (verdict.reply.closes_connection()) {
      engine_.close_with(verdict.reply);
      is_over_ = true;
      return output();
    }
    engine_.reject_commands(verdict.reply);
  }
  apply_features();
  engine_.greet(
      config::expand_source(configuration_.options.smtp_greeting_message, macros_.scope()));
  return output();
}

void RehearsalDialogue::note(std::string_view source, const Verdict& verdict) {
  if (verdict.kind == Verdict::Kind::kDiscard) {
    is_discarded_ = true;
    notes_.push_back(std::string(source) + " the message is discarded");
  } else if (verdict.kind == Verdict::Kind::kQuarantine) {
    notes_.push_back(std::string(source) + " the message is quarantined: " + verdict.reason);
  }
}

bool RehearsalDialogue::is_refused(rules::Hook hook, const Verdict& verdict) {
  note(std::string(rules::name_of(hook)) + ':', verdict);
  return verdict.is_rejection();
}

void RehearsalDialogue::apply_features() {
  Features& features = engine_.features();
  features = offered_features(configuration_, port_, kAllMeans);
  const Verdict verdict = policy_.adjust(features);
  features.parameters.allows_dsn = features.has_dsn;
  if (verdict.is_rejection()) engine_.reject_commands(verdict.reply);
}

void RehearsalDialogue::set_protocol() {
  macros_.set_protocol(engine_.is_extended(), engine_.is_tls(), engine_.is_authenticated());
}

std::string RehearsalDialogue::say(std::string_view line) {
  engine_.feed(std::string(line) + "\r\n");
  for (Event event = engine_.next(); !std::holds_alternative<NeedInput>(event);
       event = engine_.next()) {
    std::visit([this](auto& each) { handle(each); }, event);
    if (is_over_) break;
  }
  return output();
}

std::string RehearsalDialogue::output() {
  std::string text = engine_.take_output();
  std::erase(text, '\r');
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

void RehearsalDialogue::start_tls(std::string_view verify) {
  const auto settings = policy_.tls_settings();
  if (!settings) {
    notes_.push_back(settings.error().message + "; TLS is refused");
  } else if (!settings->empty()) {
    notes_.push_back("tls_srv_features: " + *settings);
  }
  engine_.restart_after_tls();
  macros_.forget_hello_and_auth();
  smtp::tls::Facts facts;
  facts.version = "TLSv1.3";
  facts.cipher = "TLS_AES_256_GCM_SHA384";
  facts.cipher_bits = facts.algorithm_bits = 256;
  facts.verify = verify;
  macros_.set_tls(facts, !configuration_.options.cert_fingerprint_algorithm.empty());
  set_protocol();
  apply_features();
  const Verdict verdict = policy_.tls_started({});
  if (verdict.is_rejection()) engine_.reject_commands(verdict.reply);
}

void RehearsalDialogue::authenticate(const std::string& user) {
  engine_.authenticated();
  macros_.set_auth({.mechanism = "PLAIN",
                    .authentication_id = user,
                    .authorization_id = user,
                    .security_strength = 0});
  set_protocol();
  (void)output();
}

void RehearsalDialogue::handle(const HelloEvent& event) {
  macros_.set_hello(event.name);
  engine_.accept_hello(false);
  set_protocol();
}

void RehearsalDialogue::handle(MailEvent& event) {
  macros_.begin_transaction("NOQUEUE");
  if (!engine_.did_greet()) macros_.set_for_transaction("s", client_.name);
  MailCommand& command = event.command;
  macros_.set_mail(command, without_brackets(command.address));
  const SenderVerdict verdict = policy_.mail(command);
  if (is_refused(rules::Hook::kCheckMail, verdict)) {
    macros_.end_transaction();
    return engine_.answer(verdict.reply);
  }
  macros_.set_for_transaction("f", verdict.sender);
  engine_.accept_mail(command.address);
}

void RehearsalDialogue::handle(RcptEvent& event) {
  macros_.set_recipient_counts(engine_.accepted_recipients(), engine_.bad_recipients());
  const RecipientVerdict verdict = policy_.recipient(event.command, is_discarded_);
  if (is_refused(rules::Hook::kCheckRcpt, verdict)) return engine_.refuse_recipient(verdict.reply);
  engine_.accept_recipient(event.command.address, verdict.will_queue ? "Recipient ok (will queue)"
                                                                     : "Recipient ok");
}

void RehearsalDialogue::handle(const DataEvent&) {
  const Verdict verdict = policy_.data(engine_.accepted_recipients());
  if (is_refused(rules::Hook::kCheckData, verdict)) return engine_.answer(verdict.reply);
  header_.emplace();
  size_octets_ = 0;
  engine_.accept_data(false);
}

void RehearsalDialogue::handle(const BodyEvent& event) {
  size_octets_ += event.octets.size();
  if (!header_->is_done()) header_->feed(event.octets);
}

std::optional<Verdict> RehearsalDialogue::judge_message() {
  const auto& fields = header_->headers().fields();
  std::size_t octets = 1;  // the empty line after it counts
  for (const message::HeaderField& field : fields) {
    octets += field.name.size() + field.value.size() + 2;
    const Verdict verdict = policy_.header(field);
    if (verdict.is_rejection()) return verdict;
    note(field.name + ':', verdict);
  }
  Verdict verdict = policy_.end_of_header(fields.size(), octets);
  if (is_refused(rules::Hook::kCheckEoh, verdict)) return verdict;
  verdict = policy_.end_of_message(size_octets_);
  if (is_refused(rules::Hook::kCheckEom, verdict)) return verdict;
  return std::nullopt;
}

void RehearsalDialogue::handle(const BodyEndEvent&) {
  header_->finish();
  const std::optional<Verdict> rejection = judge_message();
  is_discarded_ = false;
  macros_.end_transaction();
  engine_.end_message(rejection ? rejection->reply
                                : Reply(250, "2.0.0", "NOQUEUE Message accepted for delivery"));
}

void RehearsalDialogue::handle(const CloseEvent&) { is_over_ = true; }

}  // namespace sendwright::modes
