#include "smtp/server/session_macros.hh"

#include <algorithm>

#include "address/meta.hh"
#include "base/codec.hh"
#include "base/time_text.hh"
#include "config/expand.hh"

namespace sendwright::smtp::server {
namespace {

std::string without_metatokens(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(clean, [](char c) { return address::is_meta(c); }, '?');
  return clean;
}

std::string_view resolve_word(Resolved resolved) {
  switch (resolved) {
    case Resolved::kOk:
      return "OK";
    case Resolved::kForged:
      return "FORGED";
    case Resolved::kTemporary:
      return "TEMP";
    case Resolved::kFail:
      break;
  }
  return "FAIL";
}

}  // namespace

SessionMacros::SessionMacros(const config::Configuration& configuration)
    : session_(&configuration.macros), transaction_(&session_) {
  set("verify", "NONE");
  set_clock_macros(session_);
}

std::string SessionMacros::get(std::string_view name) const {
  return config::macro_value(name, transaction_);
}

void SessionMacros::set(std::string_view name, std::string_view value) {
  session_.set(name, without_metatokens(value));
}

void SessionMacros::set_for_transaction(std::string_view name, std::string_view value) {
  transaction_.set(name, without_metatokens(value));
}

void SessionMacros::set_client(const ClientIdentity& client) {
  set("client_addr", client.address.empty() ? "0" : client.address);
  set("client_port", std::to_string(client.port));
  set("client_name", client.name);
  set("client_ptr", client.ptr);
  set("client_resolve", resolve_word(client.resolved));
  set("_", client.shown());
}

void SessionMacros::set_daemon(const config::PortOptions& port, const SocketAddress& own,
                               bool is_compressed) {
  set("daemon_name", port.name);
  set("daemon_flags", port.flags_macro());
  set("daemon_port", std::to_string(own.port));
  set("daemon_family", port.family == config::SocketFamily::kInet6  ? "inet6"
                       : port.family == config::SocketFamily::kInet ? "inet"
                                                                    : "local");
  set("daemon_addr", port.address.empty() ? "0.0.0.0" : port.address);
  // The interface is not told when it is the loopback one.
  if (own.ip && !own.ip->is_loopback()) {
    const std::string address = address_text(*own.ip, is_compressed);
    set("if_addr", address);
    set("if_name", "[" + address + "]");
    set("if_family", own.ip->is_v6 ? "inet6" : "inet");
  }
}

void SessionMacros::set_load(long client_rate, long client_connections, long total_rate) {
  set("client_rate", std::to_string(client_rate));
  set("client_connections", std::to_string(client_connections));
  set("total_rate", std::to_string(total_rate));
}

void SessionMacros::set_hello(std::string_view name) { set("s", name); }

void SessionMacros::set_protocol(bool is_extended, bool is_tls, bool is_authenticated) {
  std::string protocol = is_extended ? "ESMTP" : "SMTP";
  if (is_extended && is_tls) protocol += 'S';
  if (is_extended && is_authenticated) protocol += 'A';
  set("r", protocol);
}

void SessionMacros::set_tls(const tls::Facts& facts, bool has_digest) {
  set("tls_version", facts.version);
  set("cipher", facts.cipher);
  set("cipher_bits", std::to_string(facts.cipher_bits));
  set("alg_bits", std::to_string(facts.algorithm_bits));
  set("verify", facts.verify);
  set("cert_subject", facts.cert_subject);
  set("cert_issuer", facts.cert_issuer);
  set("cn_subject", facts.cn_subject);
  set("cn_issuer", facts.cn_issuer);
  set(has_digest ? "cert_fp" : "cert_md5", facts.cert_fingerprint);
}

void SessionMacros::set_auth(const sasl::Identity& identity) {
  set("auth_type", identity.mechanism);
  set("auth_authen", base::encode_xtext(identity.authentication_id));
  set("auth_author", base::encode_xtext(identity.authorization_id));
  set("auth_ssf", std::to_string(identity.security_strength));
}

void SessionMacros::forget_hello_and_auth() {
  for (const std::string_view name : {"s", "r", "auth_type", "auth_authen", "auth_author", "auth_ssf"}) {
    session_.remove(name);
  }
}

void SessionMacros::begin_transaction(std::string_view queue_id) {
  set_clock_macros(transaction_);
  transaction_.set("i", std::string(queue_id));
  transaction_.set("nrcpts", "0");
  transaction_.set("nbadrcpts", "0");
}

void SessionMacros::set_mail(const MailCommand& command, std::string_view sender) {
  set_for_transaction("f", sender);
  set_for_transaction("mail_from", command.address);
  transaction_.set("msg_size", std::to_string(command.size));
  if (command.body != queue::BodyType::kUnspecified) {
    transaction_.set("bodytype", command.body == queue::BodyType::k7Bit ? "7BIT" : "8BITMIME");
  }
  if (command.envelope_id) {
    set_for_transaction("dsn_envid", *command.envelope_id);
    set_for_transaction("envid", *command.envelope_id);
  }
  if (command.return_content != queue::ReturnContent::kUnspecified) {
    transaction_.set("dsn_ret",
                     command.return_content == queue::ReturnContent::kFull ? "full" : "hdrs");
  }
}

void SessionMacros::set_sender_triple(std::string_view mailer, std::string_view host,
                                      std::string_view address) {
  set_for_transaction("mail_mailer", mailer);
  set_for_transaction("mail_host", host);
  set_for_transaction("mail_addr", address);
}

void SessionMacros::set_recipient_triple(std::string_view mailer, std::string_view host,
                                         std::string_view address) {
  set_for_transaction("rcpt_mailer", mailer);
  set_for_transaction("rcpt_host", host);
  set_for_transaction("rcpt_addr", address);
}

void SessionMacros::set_recipient_counts(long accepted, long bad) {
  transaction_.set("nrcpts", std::to_string(accepted));
  transaction_.set("nbadrcpts", std::to_string(bad));
}

void SessionMacros::end_transaction() { transaction_ = config::MacroScope(&session_); }

void set_clock_macros(config::MacroScope& scope) {
  const base::TimePoint now = std::chrono::system_clock::now();
  const std::string date = base::rfc5322_date(now);
  scope.set("b", date);
  scope.set("a", date);
  scope.set("d", base::ctime_date(now));
  scope.set("t", base::compact_date(now));
  scope.set("time", std::to_string(base::to_epoch(now)));
}

}  // namespace sendwright::smtp::server
