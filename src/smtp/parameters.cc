#include "smtp/parameters.hh"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/codec.hh"
#include "base/strings.hh"

namespace sendwright::smtp {
namespace {

using Parameter = AddressArgument::Parameter;
using Verdict = std::optional<Reply>;  // nullopt: fine

// What does not begin like a keyword (a comment) is not repeated.
Reply unrecognized(const Parameter& parameter) {
  if (parameter.name.empty() || !base::is_ascii_alnum(parameter.name.front())) {
    return {555, "5.5.4", " parameter unrecognized"};
  }
  return {555, "5.5.4", base::printable(parameter.name) + " parameter unrecognized"};
}

bool is(const Parameter& parameter, std::string_view name) {
  return base::equals_ignoring_case(parameter.name, name);
}

Reply no_dsn(std::string_view name) {
  return {504, "5.7.0", "Sorry, " + std::string(name) + " not supported, we do not allow DSN"};
}

// xtext as sendmail takes it: `+` needs two hexadecimal digits, in either case.
std::optional<std::string> decode_lenient_xtext(std::string_view text) {
  std::string upper(text);
  for (size_t i = 0; i + 2 < upper.size(); ++i) {
    if (upper[i] != '+') continue;
    upper[i + 1] = base::ascii_upper(upper[i + 1]);
    upper[i + 2] = base::ascii_upper(upper[i + 2]);
  }
  return base::decode_xtext(upper);
}

// The number at the start of `text`; what follows is ignored, no number is 0. nullopt: too large.
std::optional<long> leading_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  (void)end;
  if (failure == std::errc::result_out_of_range) return std::nullopt;
  return value;
}

Verdict take_size(const Parameter& parameter, const ParameterRules& rules, MailCommand& mail) {
  if (!parameter.value) return Reply(501, "5.5.2", "SIZE requires a value");
  const std::optional<long> size = leading_number(*parameter.value);
  if (!size) return Reply(552, "5.2.3", "Message size exceeds maximum value");
  if (*size < 0) return Reply(552, "5.2.3", "Message size invalid");
  if (rules.max_message_size > 0 && *size > rules.max_message_size) {
    return Reply(552, "5.2.3", "Message size exceeds fixed maximum message size (" +
                                   std::to_string(rules.max_message_size) + ")");
  }
  mail.size = *size;
  return std::nullopt;
}

Verdict take_body(const Parameter& parameter, MailCommand& mail) {
  if (!parameter.value) return Reply(501, "5.5.2", "BODY requires a value");
  if (base::equals_ignoring_case(*parameter.value, "8bitmime")) {
    mail.body = queue::BodyType::k8BitMime;
  } else if (base::equals_ignoring_case(*parameter.value, "7bit")) {
    mail.body = queue::BodyType::k7Bit;
  } else {
    return Reply(501, "5.5.4", "Unknown BODY type " + base::printable(*parameter.value));
  }
  return std::nullopt;
}

Verdict take_envelope_id(const Parameter& parameter, const ParameterRules& rules, MailCommand& mail) {
  if (!rules.allows_dsn) return no_dsn("ENVID");
  if (!parameter.value) return Reply(501, "5.5.2", "ENVID requires a value");
  if (!decode_lenient_xtext(*parameter.value)) {
    return Reply(501, "5.5.4", "Syntax error in ENVID parameter value");
  }
  if (mail.envelope_id) return Reply(501, "5.5.0", "Duplicate ENVID parameter");
  mail.envelope_id = *parameter.value;
  return std::nullopt;
}

Verdict take_return(const Parameter& parameter, const ParameterRules& rules, MailCommand& mail) {
  if (!rules.allows_dsn) return no_dsn("RET");
  if (!parameter.value) return Reply(501, "5.5.2", "RET requires a value");
  if (mail.return_content != queue::ReturnContent::kUnspecified) {
    return Reply(501, "5.5.0", "Duplicate RET parameter");
  }
  if (base::equals_ignoring_case(*parameter.value, "full")) {
    mail.return_content = queue::ReturnContent::kFull;
  } else if (base::equals_ignoring_case(*parameter.value, "hdrs")) {
    mail.return_content = queue::ReturnContent::kHeaders;
  } else {
    return Reply(501, "5.5.2", "Bad argument \"" + base::printable(*parameter.value) + "\" to RET");
  }
  return std::nullopt;
}

Verdict take_auth(const Parameter& parameter, MailCommand& mail) {
  if (!parameter.value) return Reply(501, "5.5.2", "AUTH= requires a value");
  if (mail.auth_identity) return Reply(501, "5.5.0", "Duplicate AUTH parameter");
  auto identity = decode_lenient_xtext(*parameter.value);
  if (!identity) return Reply(501, "5.5.4", "Syntax error in AUTH parameter value");
  mail.auth_identity = *identity == "<>" ? std::string() : std::move(*identity);
  return std::nullopt;
}

Verdict take_deliver_by(const Parameter& parameter, const ParameterRules& rules, MailCommand& mail) {
  if (!parameter.value) return Reply(501, "5.5.2", "BY= requires a value");
  const std::string& value = *parameter.value;
  const size_t semicolon = value.find(';');
  if (semicolon == std::string::npos) return Reply(501, "5.5.2", "BY= missing ';'");
  const std::string number = value.substr(0, semicolon);
  if (number.empty() || number.find_first_not_of("+-0123456789") != std::string::npos) {
    return Reply(501, "5.5.2", "BY= missing ';'");
  }
  const std::optional<long> seconds = leading_number(number);
  if (!seconds || *seconds > 999999999 || *seconds < -999999999) {
    return Reply(501, "5.5.2", "BY=" + base::printable(value) + " out of range");
  }
  const std::string mode = base::to_upper(value.substr(semicolon + 1));
  if (mode.empty() || (mode[0] != 'R' && mode[0] != 'N')) {
    return Reply(501, "5.5.2", "illegal by-mode '" + base::printable(mode.substr(0, 1)) + "'");
  }
  if (mode.size() > 1 && mode.substr(1) != "T") {
    return Reply(501, "5.5.2", "illegal by-trace '" + base::printable(mode.substr(1, 1)) + "'");
  }
  if (mode[0] == 'R' && *seconds <= 0) {
    return Reply(501, "5.5.4", "mode R requires BY time > 0");
  }
  if (mode[0] == 'R' && rules.deliver_by_minimum > 0 && *seconds < rules.deliver_by_minimum) {
    return Reply(555, "5.5.2", "time " + std::to_string(*seconds) + " less than " +
                                   std::to_string(rules.deliver_by_minimum));
  }
  mail.deliver_by = DeliverBy{*seconds, mode[0], mode.size() > 1};
  return std::nullopt;
}

Verdict take_mail_parameter(const Parameter& parameter, const ParameterRules& rules,
                            MailCommand& mail) {
  if (is(parameter, "size")) return take_size(parameter, rules, mail);
  if (is(parameter, "body")) return take_body(parameter, mail);
  if (is(parameter, "envid")) return take_envelope_id(parameter, rules, mail);
  if (is(parameter, "ret")) return take_return(parameter, rules, mail);
  if (is(parameter, "auth")) return take_auth(parameter, mail);
  if (is(parameter, "by") && rules.deliver_by_minimum >= 0) {
    return take_deliver_by(parameter, rules, mail);
  }
  return unrecognized(parameter);
}

Verdict take_notify(const Parameter& parameter, const ParameterRules& rules, RcptCommand& rcpt) {
  if (!rules.allows_dsn) return no_dsn("NOTIFY");
  if (!parameter.value) return Reply(501, "5.5.2", "NOTIFY requires a value");
  const auto bad = [](std::string_view word) {
    return Reply(501, "5.5.4", "Bad argument \"" + base::printable(word) + "\"  to NOTIFY");
  };
  queue::Notify notify{true, false, false, false};
  const auto words = base::split(*parameter.value, ',');
  for (const std::string_view word : words) {
    if (base::equals_ignoring_case(word, "never")) {
      if (words.size() > 1) return bad(word);
    } else if (base::equals_ignoring_case(word, "success")) {
      notify.on_success = true;
    } else if (base::equals_ignoring_case(word, "failure")) {
      notify.on_failure = true;
    } else if (base::equals_ignoring_case(word, "delay")) {
      notify.on_delay = true;
    } else {
      return bad(word);
    }
  }
  rcpt.notify = notify;
  rcpt.notify_text = *parameter.value;
  return std::nullopt;
}

Verdict take_original_recipient(const Parameter& parameter, const ParameterRules& rules,
                                RcptCommand& rcpt) {
  if (!rules.allows_dsn) return no_dsn("ORCPT");
  if (!parameter.value) return Reply(501, "5.5.2", "ORCPT requires a value");
  if (!rcpt.original_recipient.empty()) return Reply(501, "5.5.0", "Duplicate ORCPT parameter");
  const Reply bad(501, "5.5.4", "Syntax error in ORCPT parameter value");
  const size_t semicolon = parameter.value->find(';');
  if (semicolon == std::string::npos || semicolon == 0) return bad;
  const auto address = decode_lenient_xtext(std::string_view(*parameter.value).substr(semicolon + 1));
  if (!address) return bad;
  // What xtext hid (line ends above all) must not reach the queue file or a notice.
  rcpt.original_recipient =
      parameter.value->substr(0, semicolon + 1) + base::printable(*address, 512);
  return std::nullopt;
}

}  // namespace

std::expected<MailCommand, Reply> parse_mail(std::string_view argument, const ParameterRules& rules) {
  auto parsed = parse_address_argument(argument, "from");
  if (!parsed) return std::unexpected(parsed.error());
  MailCommand mail;
  mail.address = std::move(parsed->address);
  for (const Parameter& parameter : parsed->parameters) {
    if (auto error = take_mail_parameter(parameter, rules, mail)) return std::unexpected(*error);
  }
  return mail;
}

std::expected<RcptCommand, Reply> parse_rcpt(std::string_view argument, const ParameterRules& rules) {
  auto parsed = parse_address_argument(argument, "to");
  if (!parsed) return std::unexpected(parsed.error());
  RcptCommand rcpt;
  rcpt.address = std::move(parsed->address);
  for (const Parameter& parameter : parsed->parameters) {
    Verdict error;
    if (is(parameter, "notify")) {
      error = take_notify(parameter, rules, rcpt);
    } else if (is(parameter, "orcpt")) {
      error = take_original_recipient(parameter, rules, rcpt);
    } else {
      error = unrecognized(parameter);
    }
    if (error) return std::unexpected(*error);
  }
  if (rcpt.address.empty()) return std::unexpected(Reply(501, "5.0.0", "Missing recipient"));
  return rcpt;
}

}  // namespace sendwright::smtp
