// A session's STARTTLS and AUTH.
#include <algorithm>

#include "base/strings.hh"
#include "config/expand.hh"
#include "smtp/server/session.hh"

namespace sendwright::smtp::server {
namespace {

bool has_letter(const std::string& letters, char letter) {
  return letters.find(letter) != std::string::npos;
}

}  // namespace

void Session::handle(const StartTlsEvent&) {
  if (!prepare_tls()) return engine_->answer({454, "4.3.3", "TLS currently not available"});
  engine_->accept_starttls();
  if (flush()) (void)start_tls();
}

// What this session's TLS is to be; a ruleset may have settings of its own for it.
bool Session::prepare_tls() {
  if (!services_.tls) return false;
  const auto failed = [this](const std::string& reason) {
    log(5, base::LogPriority::kWarning,
        "STARTTLS=server, relay=" + setup_.client.shown() + ", not available: " + reason);
    return false;
  };
  const auto text = policy_->tls_settings();
  if (!text) return failed(text.error().message);
  auto settings = tls::parse_session_settings(*text);
  if (!settings) return failed(settings.error().message);
  settings->asks_for_certificate = engine_->features().asks_for_certificate;
  settings->allows_group_readable_key =
      options().dont_blame_sendmail.has(config::Relaxation::kGroupReadableKeyFile);
  const auto prepared = stream_.prepare_tls(services_.tls, *settings);
  return prepared || failed(prepared.error().reason);
}

bool Session::start_tls() {
  const auto facts = stream_.shake_hands(options().timeout_starttls);
  if (!facts) {
    log(5, base::LogPriority::kWarning,
        "STARTTLS=server, error: accept failed=-1, reason=" + facts.error().reason + ", relay=" +
            setup_.client.shown());
    is_lost_ = true;
    finish(false);
    return false;
  }
  engine_->restart_after_tls();
  macros_.forget_hello_and_auth();
  macros_.set_tls(*facts, !options().cert_fingerprint_algorithm.empty());
  set_protocol_macro();
  log(8, base::LogPriority::kInfo,
      "STARTTLS=server, relay=" + setup_.client.shown() + ", version=" + facts->version +
          ", verify=" + facts->verify + ", cipher=" + facts->cipher +
          ", bits=" + std::to_string(facts->cipher_bits) + '/' + std::to_string(facts->algorithm_bits));
  log(14, base::LogPriority::kInfo,
      "STARTTLS=server, cert-subject=" + facts->cert_subject + ", cert-issuer=" + facts->cert_issuer +
          ", verifymsg=" + facts->verify_message);
  apply_features();
  const Verdict verdict = policy_->tls_started(facts->alternative_names);
  if (verdict.is_rejection()) {
    log(5, base::LogPriority::kNotice,
        "ruleset=tls_client, arg1=" + facts->verify + ", relay=" + setup_.client.shown() +
            ", reject=" + verdict.reply.one_line());
    engine_->reject_commands(verdict.reply);
  }
  return true;
}

sasl::Terms Session::sasl_terms() const {
  const std::string& letters = options().auth_options;
  sasl::Terms terms;
  terms.host = macros_.get("j");
  terms.realm = config::expand_source(options().auth_realm, services_.configuration.macros);
  terms.tls_bits = stream_.is_tls() ? std::max(1, std::atoi(macros_.get("cipher_bits").c_str())) : 0;
  terms.forbids_plain = engine_->features().forbids_plain_auth && terms.tls_bits == 0;
  terms.forbids_anonymous = has_letter(letters, 'y');
  terms.forbids_active = has_letter(letters, 'a');
  terms.forbids_dictionary = has_letter(letters, 'd');
  terms.needs_forward_secrecy = has_letter(letters, 'f');
  terms.needs_mutual = has_letter(letters, 'm');
  return terms;
}

std::string Session::auth_mechanisms() {
  const std::string available = services_.sasl->mechanisms(sasl_terms(), waiter_);
  const auto known = base::split_words(available);
  std::string common;  // in the order of the option
  for (const std::string_view mechanism : base::split_words(options().auth_mechanisms, " \t,")) {
    const bool is_known = std::ranges::any_of(known, [&](std::string_view each) {
      return base::equals_ignoring_case(each, mechanism);
    });
    if (is_known) (common += common.empty() ? "" : " ") += mechanism;
  }
  return common;
}

void Session::handle(const AuthEvent& event) {
  auth_mechanism_ = event.mechanism;
  finish_auth_step(services_.sasl->start(sasl_terms(), event.mechanism, event.initial_response,
                                         exchange_, waiter_));
}

void Session::handle(const AuthResponseEvent& event) {
  if (!exchange_) return engine_->answer({454, "4.3.0", "Please try again later"});
  finish_auth_step(exchange_->step(event.response, waiter_));
}

void Session::handle(const AuthAbortEvent&) { exchange_.reset(); }

void Session::finish_auth_step(const sasl::Step& step) {
  if (step.kind == sasl::Step::Kind::kChallenge) return engine_->challenge(step.challenge);
  exchange_.reset();
  if (step.kind == sasl::Step::Kind::kSuccess) {
    engine_->authenticated();
    macros_.set_auth(step.identity);
    set_protocol_macro();
    return log(9, base::LogPriority::kInfo,
               "AUTH=server, relay=" + setup_.client.shown() + ", authid=" +
                   base::printable(step.identity.authentication_id) + ", mech=" +
                   step.identity.mechanism + ", bits=" + std::to_string(step.identity.security_strength));
  }
  log_auth_failure(step);
  if (step.kind == sasl::Step::Kind::kUnavailable) {
    return engine_->answer({454, "4.5.4", "Temporary authentication failure"});
  }
  engine_->answer({535, "5.7.0", "authentication failed"});
}

void Session::log_auth_failure(const sasl::Step& step) {
  std::string line = "AUTH failure (" + auth_mechanism_ + "): " + base::printable(step.message);
  if (!step.user.empty()) line += ", user=" + base::printable(step.user, 64);
  log(5, base::LogPriority::kWarning, line + ", relay=" + setup_.client.shown());
}

}  // namespace sendwright::smtp::server
