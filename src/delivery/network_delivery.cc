#include "delivery/network_delivery.hh"

#include <netdb.h>

#include <array>
#include <map>

#include "base/strings.hh"
#include "config/expand.hh"
#include "delivery/tls_policy.hh"
#include "delivery/message_source.hh"
#include "delivery/seven_bit_source.hh"

namespace sendwright::delivery {
namespace {

constexpr unsigned short kSmtpPort = 25;

smtp::ClientTimeouts timeouts_of(const config::Options& options) {
  smtp::ClientTimeouts timeouts;
  timeouts.initial = options.timeout_initial;
  timeouts.hello = options.timeout_helo;
  timeouts.lhlo = options.timeout_lhlo;
  timeouts.mail = options.timeout_mail;
  timeouts.rcpt = options.timeout_rcpt;
  timeouts.datainit = options.timeout_datainit;
  timeouts.datablock = options.timeout_datablock;
  timeouts.datafinal = options.timeout_datafinal;
  timeouts.reset = options.timeout_rset;
  timeouts.quit = options.timeout_quit;
  timeouts.starttls = options.timeout_starttls;
  timeouts.auth = options.timeout_auth;
  return timeouts;
}

smtp::SmtpClientSettings client_settings(const DispatcherParts& parts) {
  const config::Configuration& configuration = parts.engine.configuration();
  const config::Options& options = configuration.options;
  smtp::SmtpClientSettings settings;
  settings.hosts = &parts.hosts;
  settings.mail_hosts.resolver = parts.hosts.uses_dns() ? parts.resolver : nullptr;
  settings.mail_hosts.is_own_host = [&configuration](std::string_view host) {
    const config::NameClass* own = configuration.find_class("w");
    if (host.ends_with('.')) host.remove_suffix(1);
    return own != nullptr && own->contains(host);
  };
  settings.mail_hosts.tries_null_mx_list = options.try_null_mx_list;
  settings.mail_hosts.fallback_mx_host = options.fallback_mx_host;
  settings.mail_hosts.fallback_smart_host = options.fallback_smart_host;
  settings.timeouts = timeouts_of(options);
  settings.own_name = config::macro_value("j", configuration.macros);
  settings.cache_size = static_cast<size_t>(std::max<std::int64_t>(options.connection_cache_size, 0));
  settings.cache_timeout = options.connection_cache_timeout;
  return settings;
}

// A port number, or a service name of the machine.
base::Result<unsigned short> port_of(const std::string& word) {
  const auto number = base::parse_integer(word);
  if (number && *number > 0 && *number < 65536) return static_cast<unsigned short>(*number);
  std::array<char, 1024> buffer{};
  servent entry{};
  servent* found = nullptr;
  if (::getservbyname_r(word.c_str(), "tcp", &entry, buffer.data(), buffer.size(), &found) != 0 ||
      found == nullptr) {
    return base::permanent("unknown port " + word);
  }
  return static_cast<unsigned short>(ntohs(static_cast<uint16_t>(found->s_port)));
}

// In small letters, without a final dot.
std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  std::string domain = at == address.npos ? "" : base::to_lower(address.substr(at + 1));
  if (domain.ends_with('.')) domain.pop_back();
  return domain;
}

// The header and body of a message as SMTP wants them.
AgentRequest smtp_form(const config::Mailer& mailer, const std::string& header) {
  AgentRequest form;
  form.prologue = header;
  form.end_of_line = "\r\n";
  form.line_limit_octets = mailer.line_limit;
  if (mailer.flags.has('L') && form.line_limit_octets == 0) form.line_limit_octets = 990;
  form.is_7bit = mailer.flags.has('7') || mailer.flags.has('L');
  return form;
}

// 8-bit content for a server that does not take it: what is MIME is converted, the rest only if
// option EightBitMode=m says that it may be made MIME.
bool is_to_be_converted(const queue::Envelope& envelope, const DispatcherParts& parts) {
  if (!envelope.has_8bit_body) return false;
  return envelope.headers.find("MIME-Version") != nullptr ||
         envelope.body_type == queue::BodyType::k8BitMime ||
         parts.engine.configuration().options.eight_bit_mode == config::EightBitMode::kMimefy;
}

}  // namespace

NetworkDelivery::NetworkDelivery(const DispatcherParts& parts)
    : parts_(parts), client_(client_settings(parts)) {}

// `TCP host [port]` or `FILE socket`.
base::Result<smtp::SmtpTarget> NetworkDelivery::target(const config::Mailer& mailer,
                                                       const queue::DeliveryAttempt& attempt,
                                                       AttemptText& text) const {
  const config::Options& options = parts_.engine.configuration().options;
  std::vector<std::string> words;
  for (const std::string& coded : mailer.argv) words.push_back(text.expand(coded));
  if (words.size() < 2) return base::permanent("too few parameters for [IPC] mailer");
  smtp::SmtpTarget target;
  target.mailer = mailer.name;
  target.port = kSmtpPort;
  if (words[0] == "FILE") {
    target.unix_socket = words[1];
  } else {
    target.destination = words[1];
    if (words.size() > 2) {
      const auto port = port_of(words[2]);
      if (!port) return std::unexpected(port.error());
      target.port = *port;
    }
  }
  target.settings.name = options.helo_name.empty() ? text.expand_option("$j")
                                                   : text.expand_option(options.helo_name);
  target.settings.is_lmtp = mailer.is_lmtp();
  target.settings.says_ehlo_first = mailer.flags.has('a');
  target.settings.never_says_ehlo = mailer.flags.has('2');
  target.is_final = mailer.flags.has('l');
  target.looks_up_mx = !mailer.flags.has('0');
  target.checks_loopback = !mailer.flags.has('k');
  target.max_messages = mailer.max_messages;
  const bool is_first = attempt.envelope.attempts == 0 && options.timeout_iconnect.count() > 0;
  target.connect_timeout = is_first ? options.timeout_iconnect : options.timeout_connect;
  return target;
}

// With MTA-STS, the recipients of each domain have connections of their own: the policy of the domain
// is looked at while a connection is made.
std::vector<queue::RecipientStatus> NetworkDelivery::deliver(const config::Mailer& mailer,
                                                             const queue::DeliveryAttempt& attempt,
                                                             AttemptText& text,
                                                             const std::string& header,
                                                             base::Waiter& waiter) {
  if (!attempt.recipients.empty()) text.set_recipient(attempt.recipients.front());
  auto where = target(mailer, attempt, text);
  if (!where) {
    return std::vector<queue::RecipientStatus>(
        attempt.recipients.size(),
        smtp::status_of_error(554, "5.3.5", where.error().message, {}));
  }
  const config::Options& options = parts_.engine.configuration().options;
  if (!options.strict_transport_security || !where->unix_socket.empty()) {
    return deliver_to(*where, mailer, attempt, text, header, waiter);
  }
  std::map<std::string, std::vector<size_t>> domains;
  for (size_t i = 0; i < attempt.recipients.size(); ++i) {
    domains[domain_of(attempt.recipients[i].user)].push_back(i);
  }
  std::vector<queue::RecipientStatus> statuses(attempt.recipients.size());
  for (const auto& [domain, places] : domains) {
    where->policy_domain = domain;
    queue::DeliveryAttempt part = attempt;
    part.recipients.clear();
    for (const size_t place : places) part.recipients.push_back(attempt.recipients[place]);
    auto found = deliver_to(*where, mailer, part, text, header, waiter);
    for (size_t i = 0; i < places.size(); ++i) statuses[places[i]] = std::move(found[i]);
  }
  return statuses;
}

std::vector<queue::RecipientStatus> NetworkDelivery::deliver_to(
    const smtp::SmtpTarget& where, const config::Mailer& mailer,
    const queue::DeliveryAttempt& attempt, AttemptText& text, const std::string& header,
    base::Waiter& waiter) {
  const AgentRequest form = smtp_form(mailer, header);
  smtp::SmtpMessage message;
  smtp::Transaction& transaction = message.transaction;
  transaction.sender = text.sender();
  transaction.size_octets =
      attempt.envelope.body_size_octets + static_cast<long>(header.size());
  transaction.is_8bit = attempt.envelope.has_8bit_body;
  transaction.return_content = attempt.envelope.return_content;
  transaction.envelope_id = attempt.envelope.envelope_id;
  transaction.auth_identity = attempt.envelope.auth_identity;
  for (const queue::DeliveryRecipient& recipient : attempt.recipients) {
    smtp::TransactionRecipient addressed{recipient.user, {}, {}};
    if (recipient.index < attempt.envelope.recipients.size()) {
      const queue::Recipient& original = attempt.envelope.recipients[recipient.index];
      addressed.notify = original.notify;
      addressed.original_recipient = original.original_recipient;
    }
    transaction.recipients.push_back(std::move(addressed));
  }
  message.open_body = [&](bool takes_8bit) -> base::Result<smtp::BodySource> {
    if (!takes_8bit && is_to_be_converted(attempt.envelope, parts_)) {
      return seven_bit_source(attempt, text, encoding_of(form, true));
    }
    auto source = std::make_shared<MessageSource>(form, attempt.body_fd, true);
    return smtp::BodySource([source] { return source->next(); });
  };
  TlsPolicy policy(parts_.engine, text, parts_.tls_context,
                   attempt.recipients.empty() ? "" : attempt.recipients.front().user);
  message.check_recipient = policy.recipient_check();
  return client_.deliver(where, message, policy.connection_policy(), waiter);
}

}  // namespace sendwright::delivery
