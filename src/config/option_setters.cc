#include "config/option_setters.hh"

#include <arpa/inet.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/strings.hh"
#include "config/leading_number.hh"
#include "config/time_value.hh"

namespace sendwright::config {
namespace {

using Seconds = std::chrono::seconds;

template <typename T>
base::Result<void> store(base::Result<T> value, T& target) {
  if (!value) return std::unexpected(value.error());
  target = *value;
  return {};
}

base::Result<void> add_port(std::string_view value, std::vector<PortOptions>& ports) {
  auto port = parse_port_options(value);
  if (!port) return std::unexpected(port.error());
  ports.push_back(std::move(*port));
  return {};
}

UserAndGroup user_and_group(std::string_view text) {
  text = base::trim(text);
  const size_t separator = text.find_first_of(":./");
  if (separator == std::string_view::npos) return {std::string(text), {}};
  return {std::string(base::trim(text.substr(0, separator))),
          std::string(base::trim(text.substr(separator + 1)))};
}

// Load average limits, when not set, grow with the machine.
std::int64_t processors() {
  static const long count = sysconf(_SC_NPROCESSORS_ONLN);  // reads a file each time
  return std::max<std::int64_t>(1, count);
}

// A user must exist where an option names one; a number always does.
base::Result<void> check_user(std::string_view option, const UserAndGroup& who) {
  const auto is_number = [](const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, base::is_ascii_digit);
  };
  if (!is_number(who.user) && getpwnam(who.user.c_str()) == nullptr)
    return base::permanent("readcf: option " + std::string(option) + ": unknown user " + who.user);
  if (!who.group.empty() && !is_number(who.group) && getgrnam(who.group.c_str()) == nullptr)
    return base::permanent("readcf: option " + std::string(option) + ": unknown group " +
                           who.group);
  return {};
}

// Keeps the letters of `known`; every other one is a warning.
std::string known_letters(std::string_view option, std::string_view text, std::string_view known,
                          Warnings& warnings) {
  std::string letters;
  for (const char c : text) {
    if (c == ' ' || c == ',' || c == '\t') continue;
    if (known.find(c) == std::string_view::npos)
      warnings.push_back("Warning: Option: " + std::string(option) + " unknown parameter '" +
                         base::printable(std::string_view(&c, 1)) + "'");
    else if (letters.find(c) == std::string::npos)
      letters += c;
  }
  return letters;
}

Seconds parse_queue_return(std::string_view value, Warnings& warnings) {
  if (base::equals_ignoring_case(value, "now")) return Seconds(0);
  return read_time_value(value, 'd', warnings);
}

void set_queue_return(Options& options, Seconds age) {
  options.timeout_queuereturn_normal = options.timeout_queuereturn_urgent =
      options.timeout_queuereturn_non_urgent = options.timeout_queuereturn_dsn = age;
}

void set_queue_warn(Options& options, Seconds age) {
  options.timeout_queuewarn_normal = options.timeout_queuewarn_urgent =
      options.timeout_queuewarn_non_urgent = options.timeout_queuewarn_dsn = age;
}

}  // namespace

// A comma in quotes (`ldap:-v "attribute,other"`) ends no source.
base::Result<void> set_alias_file(Options& options, std::string_view value, Warnings&) {
  while (!value.empty()) {
    std::size_t end = 0;
    for (bool is_quoted = false; end < value.size() && (is_quoted || value[end] != ','); ++end)
      is_quoted = is_quoted != (value[end] == '"');
    const auto spec = base::trim(value.substr(0, end));
    if (!spec.empty()) options.alias_file.emplace_back(spec);
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return {};
}

base::Result<void> set_auth_options(Options& options, std::string_view value, Warnings& warnings) {
  options.auth_options = known_letters("AuthOptions", value, "Aacdfmpy", warnings);
  return {};
}

base::Result<void> set_tls_srv_options(Options& options, std::string_view value,
                                       Warnings& warnings) {
  options.tls_srv_options = known_letters("TLSSrvOptions", value, "CV", warnings);
  return {};
}

base::Result<void> set_blank_sub(Options& options, std::string_view value, Warnings&) {
  options.blank_sub = value.empty() ? ' ' : value.front();
  return {};
}

base::Result<void> set_client_port_options(Options& options, std::string_view value, Warnings&) {
  return add_port(value, options.client_port_options);
}

base::Result<void> set_daemon_port_options(Options& options, std::string_view value, Warnings&) {
  return add_port(value, options.daemon_port_options);
}

base::Result<void> set_pop3_port_options(Options& options, std::string_view value, Warnings&) {
  return add_port(value, options.pop3_port_options);
}

base::Result<void> set_default_group(Options& options, std::string_view value, Warnings&) {
  options.default_user.group = value;
  const auto known = check_user("g", {"0", std::string(value)});
  return known;
}

base::Result<void> set_default_user(Options& options, std::string_view value, Warnings&) {
  options.default_user = user_and_group(value);
  return check_user("u", options.default_user);
}

base::Result<void> set_run_as_user(Options& options, std::string_view value, Warnings&) {
  options.run_as_user = user_and_group(value);
  return check_user("RunAsUser", options.run_as_user);
}

base::Result<void> set_trusted_user(Options& options, std::string_view value, Warnings&) {
  options.trusted_user = value;
  return check_user("TrustedUser", {options.trusted_user, {}});
}

base::Result<void> set_connect_only_to(Options& options, std::string_view value, Warnings&) {
  const std::string text(value);
  std::array<unsigned char, sizeof(in6_addr)> address{};
  if (inet_pton(AF_INET, text.c_str(), address.data()) != 1 &&
      inet_pton(AF_INET6, text.c_str(), address.data()) != 1)
    return base::permanent("readcf: option ConnectOnlyTo: invalid IP address " + text);
  options.connect_only_to = value;
  return {};
}

base::Result<void> set_max_headers_length(Options& options, std::string_view value,
                                          Warnings& warnings) {
  options.max_headers_length = leading_number(value);
  if (options.max_headers_length > 0 && options.max_headers_length < 16384)
    warnings.emplace_back("Warning: MaxHeadersLength: headers length limit set lower than 16384");
  return {};
}

base::Result<void> set_delivery_mode(Options& options, std::string_view value, Warnings&) {
  return store(parse_delivery_mode(value), options.delivery_mode);
}

base::Result<void> set_direct_submission_modifiers(Options& options, std::string_view value,
                                                   Warnings&) {
  options.direct_submission_modifiers = value;
  return {};
}

base::Result<void> set_dont_blame_sendmail(Options& options, std::string_view value, Warnings&) {
  return add_relaxations(value, options.dont_blame_sendmail);
}

base::Result<void> set_dont_probe_interfaces(Options& options, std::string_view value, Warnings&) {
  const char first = value.empty() ? 't' : base::ascii_lower(value.front());
  if (base::equals_ignoring_case(value, "loopback"))
    options.dont_probe_interfaces = ProbeInterfaces::kNoLoopback;
  else
    options.dont_probe_interfaces =
        first == 't' || first == 'y' ? ProbeInterfaces::kNone : ProbeInterfaces::kAll;
  return {};
}

base::Result<void> set_eight_bit_mode(Options& options, std::string_view value, Warnings&) {
  return store(parse_eight_bit_mode(value), options.eight_bit_mode);
}

base::Result<void> set_error_mode(Options& options, std::string_view value, Warnings&) {
  return store(parse_error_mode(value), options.error_mode);
}

base::Result<void> set_forward_path(Options& options, std::string_view value, Warnings&) {
  options.forward_path.clear();
  for (const auto part : base::split(value, ':')) {
    const auto path = base::trim(part);
    if (!path.empty()) options.forward_path.emplace_back(path);
  }
  return {};
}

base::Result<void> set_help_file(Options& options, std::string_view value, Warnings&) {
  options.help_file = value.empty() ? "helpfile" : value;
  return {};
}

base::Result<void> set_status_file(Options& options, std::string_view value, Warnings&) {
  options.status_file = value.empty() ? "statistics" : value;
  return {};
}

base::Result<void> set_max_mime_header_length(Options& options, std::string_view value,
                                              Warnings& warnings) {
  const size_t slash = value.find('/');
  options.max_mime_header_length = std::max<std::int64_t>(0, leading_number(value));
  options.max_mime_field_length = options.max_mime_header_length / 2;
  if (slash != std::string_view::npos) {
    options.max_mime_field_length =
        std::max<std::int64_t>(0, leading_number(value.substr(slash + 1)));
  }
  if (options.max_mime_header_length > 0 && options.max_mime_header_length < 128)
    warnings.emplace_back("Warning: MaxMimeHeaderLength: header length limit set lower than 128");
  if (options.max_mime_field_length > 0 && options.max_mime_field_length < 40)
    warnings.emplace_back("Warning: MaxMimeHeaderLength: field length limit set lower than 40");
  return {};
}

base::Result<void> set_must_quote_chars(Options& options, std::string_view value, Warnings&) {
  options.must_quote_chars = "@,;:\\()[]" + std::string(value);
  return {};
}

base::Result<void> set_no_recipient_action(Options& options, std::string_view value, Warnings&) {
  return store(parse_no_recipient_action(value), options.no_recipient_action);
}

base::Result<void> set_privacy_options(Options& options, std::string_view value, Warnings&) {
  return add_privacy_words(value, options.privacy_options);
}

base::Result<void> set_queue_la(Options& options, std::string_view value, Warnings&) {
  options.queue_la = value.empty() ? 8 * processors() : leading_number(value);
  return {};
}

base::Result<void> set_refuse_la(Options& options, std::string_view value, Warnings&) {
  options.refuse_la = value.empty() ? 12 * processors() : leading_number(value);
  return {};
}

base::Result<void> set_queue_sort_order(Options& options, std::string_view value, Warnings&) {
  return store(parse_queue_sort_order(value), options.queue_sort_order);
}

base::Result<void> set_queue_timeout(Options& options, std::string_view value, Warnings& warnings) {
  const size_t slash = value.find('/');
  set_queue_return(options, parse_queue_return(value.substr(0, slash), warnings));
  if (slash != std::string_view::npos)
    set_queue_warn(options, read_time_value(value.substr(slash + 1), 'h', warnings));
  return {};
}

base::Result<void> set_resolver_options(Options& options, std::string_view value, Warnings&) {
  return add_resolver_flags(value, options.resolver_options);
}

base::Result<void> set_super_safe(Options& options, std::string_view value, Warnings&) {
  options.super_safe = parse_super_safe(value);
  return {};
}

base::Result<void> set_time_zone_spec(Options& options, std::string_view value, Warnings&) {
  options.time_zone_spec = value;
  return {};
}

base::Result<void> set_timeout(Options& options, std::string_view value, Warnings& warnings) {
  options.timeout_mail = options.timeout_rcpt = options.timeout_datainit =
      options.timeout_datablock = options.timeout_datafinal = options.timeout_command =
          read_time_value(value, 'm', warnings);
  return {};
}

base::Result<void> set_timeout_queuereturn(Options& options, std::string_view value,
                                           Warnings& warnings) {
  set_queue_return(options, parse_queue_return(value, warnings));
  return {};
}

base::Result<void> set_timeout_queuewarn(Options& options, std::string_view value,
                                         Warnings& warnings) {
  set_queue_warn(options, read_time_value(value, 'h', warnings));
  return {};
}

base::Result<void> set_timeout_resolver_retrans(Options& options, std::string_view value,
                                                Warnings& warnings) {
  options.timeout_resolver_retrans_first = options.timeout_resolver_retrans_normal =
      read_time_value(value, 's', warnings);
  return {};
}

base::Result<void> set_timeout_resolver_retry(Options& options, std::string_view value, Warnings&) {
  options.timeout_resolver_retry_first = options.timeout_resolver_retry_normal =
      leading_number(value);
  return {};
}

}  // namespace sendwright::config
