#include "delivery/tls_policy.hh"

#include <algorithm>

#include "base/log.hh"

namespace sendwright::delivery {
namespace {

using rules::Hook;

std::string plain_name(const smtp::Peer& peer) {
  std::string name = peer.name;
  if (name.ends_with('.')) name.pop_back();
  return name;
}

// The address in `name [192.0.2.1]`.
std::string address_of(const smtp::Peer& peer) {
  const auto open = peer.relay.rfind('[');
  if (open == std::string::npos || !peer.relay.ends_with(']')) return {};
  return peer.relay.substr(open + 1, peer.relay.size() - open - 2);
}

}  // namespace

TlsPolicy::TlsPolicy(const rules::Engine& engine, AttemptText& text,
                     std::shared_ptr<const smtp::tls::Context> context, std::string recipient)
    : engine_(engine), text_(text), context_(std::move(context)), recipient_(std::move(recipient)) {}

bool TlsPolicy::has_feature(std::string_view letter) const {
  return std::ranges::find(features_, letter) != features_.end();
}

void TlsPolicy::set_peer(const smtp::Peer& peer) {
  config::MacroScope& macros = text_.macros();
  macros.set("server_name", plain_name(peer));
  macros.set("server_addr", address_of(peer));
  if (asked_about_ != peer.name + ' ' + peer.relay) {
    asked_about_ = peer.name + ' ' + peer.relay;
    features_ =
        rules::check(engine_, Hook::kCltFeatures, {plain_name(peer), ""}, text_.evaluation()).values;
  }
  // The rules of MTA-STS look up the domain of {rcpt_addr}, if there is one.
  const bool uses_sts =
      engine_.configuration().options.strict_transport_security && !has_feature("M");
  macros.set("rcpt_addr", uses_sts ? recipient_ : "");
}

void TlsPolicy::set_facts(const smtp::tls::Facts& facts) {
  config::MacroScope& macros = text_.macros();
  macros.set("verify", facts.verify);
  macros.set("tls_version", facts.version);
  macros.set("cipher", facts.cipher);
  macros.set("cipher_bits", std::to_string(facts.cipher_bits));
  macros.set("alg_bits", std::to_string(facts.algorithm_bits));
  macros.set("cert_subject", facts.cert_subject);
  macros.set("cert_issuer", facts.cert_issuer);
  macros.set("cn_subject", facts.cn_subject);
  macros.set("cn_issuer", facts.cn_issuer);
  if (engine_.configuration().options.set_cert_altnames) {
    rules::set_cert_altnames(facts.alternative_names, text_.evaluation());
  }
}

bool TlsPolicy::may_use_tls() {
  return !has_feature("S") && !ask(Hook::kTryTls, text_.macros().get("server_name"));
}

base::Result<smtp::tls::SessionSettings> TlsPolicy::session_settings(const smtp::Peer& peer) {
  const auto text = rules::settings_from(engine_, Hook::kTlsCltFeatures,
                                         {plain_name(peer), address_of(peer)}, text_.evaluation());
  if (!text) return std::unexpected(text.error());
  auto settings = smtp::tls::parse_session_settings(*text);
  if (settings) {
    settings->allows_group_readable_key = engine_.configuration().options.dont_blame_sendmail.has(
        config::Relaxation::kGroupReadableKeyFile);
  }
  return settings;
}

std::optional<rules::ReplyError> TlsPolicy::ask(Hook hook, std::string_view argument) {
  const auto verdict = rules::check(engine_, hook, {argument}, text_.evaluation());
  if (verdict.kind != rules::CheckVerdict::Kind::kError) return std::nullopt;
  base::log(5, base::LogPriority::kNotice, text_.macros().get("i"),
            "ruleset=" + std::string(rules::name_of(hook)) + ", arg1=" + std::string(argument) +
                ", relay=" + std::string(text_.macros().get("server_name")) +
                ", reject=" + verdict.error.reply_line());
  return verdict.error;
}

smtp::ConnectionPolicy TlsPolicy::connection_policy() {
  smtp::ConnectionPolicy policy;
  policy.tls_context = context_;
  policy.falls_back_to_clear = engine_.configuration().options.tls_fallback_to_clear;
  policy.uses_sts = engine_.configuration().options.strict_transport_security;
  policy.may_use_tls = [this](const smtp::Peer& peer) {
    set_peer(peer);
    return may_use_tls();
  };
  policy.tls_settings = [this](const smtp::Peer& peer) { return session_settings(peer); };
  policy.check_tls = [this](const smtp::Peer& peer, const smtp::tls::Facts& facts) {
    set_peer(peer);
    set_facts(facts);
    auto error = ask(Hook::kTlsServer, facts.verify);
    // What the other side lacks today it may have tomorrow: mail waits.
    if (error && !error->is_temporary()) error->code = 403;
    return error;
  };
  return policy;
}

std::function<std::optional<rules::ReplyError>(const smtp::Peer&, const smtp::tls::Facts&,
                                               const std::string&)>
TlsPolicy::recipient_check() {
  return [this](const smtp::Peer& peer, const smtp::tls::Facts& facts,
                const std::string& recipient) {
    recipient_ = recipient;
    set_peer(peer);
    set_facts(facts);
    return ask(Hook::kTlsRcpt, recipient);
  };
}

}  // namespace sendwright::delivery
