// Listeners, limits, times, filters and local delivery.
#include <algorithm>

#include "base/strings.hh"
#include "tools/postfix/conversion.hh"
#include "tools/postfix/names.hh"
#include "tools/postfix/text.hh"

namespace sendwright::postfix {

namespace {

// ---- listeners

std::string listener_flags(Conversion& conversion) {
  std::string flags;
  if (!conversion.is_yes("smtpd_sasl_auth_enable")) flags += 'A';
  for (const auto* list :
       {"smtpd_recipient_restrictions", "smtpd_relay_restrictions", "smtpd_sender_restrictions",
        "smtpd_helo_restrictions", "smtpd_client_restrictions"}) {
    const auto elements = conversion.list(list);
    const bool is_there =
        std::ranges::find(elements, "reject_non_fqdn_recipient") != elements.end();
    if (is_there && flags.find('r') == std::string::npos) flags += 'r';
  }
  if (flags.find('r') != std::string::npos &&
      !conversion.site.define("_REQUIRE_QUAL_RCPT_", "1", "reject_non_fqdn_recipient")) {
    flags.clear();
  }
  return flags;
}

void add_listener(Conversion& conversion, const std::string& name, const std::string& rest,
                  std::string flags) {
  if (!conversion.is_yes("smtpd_sasl_auth_enable")) std::erase(flags, 'a');
  conversion.site.listener("Name=" + name + rest + (flags.empty() ? "" : ", M=" + flags));
}

// One listener for each family and address; `all' needs no address.
void interfaces(Conversion& conversion) {
  auto& about = conversion.finding("inet_interfaces");
  const auto protocols = conversion.list("inet_protocols");
  const auto has = [&](std::string_view name) {
    return std::ranges::find(protocols, name) != protocols.end();
  };
  const bool has_ipv4 = has("ipv4") || has("all");
  const bool has_ipv6 = has("ipv6") || has("all");
  const auto flags = listener_flags(conversion);
  auto elements = conversion.list("inet_interfaces");
  if (elements.size() == 1 && elements.front() == "loopback-only") elements = {"127.0.0.1", "::1"};
  size_t count = 0;
  bool has_loopback = false;
  for (const auto& element : elements) {
    const auto network = parse_network(element);
    if (element != "all" && !network && !is_domain(element)) {
      about.lost("`" + base::printable(element) + "' is no address");
      continue;
    }
    const bool is_all = element == "all";
    auto address = element;
    if (address.starts_with('[')) address = address.substr(1, address.size() - 2);
    const bool can_ipv4 = !network || !network->is_ipv6;
    const bool can_ipv6 = is_all || (network && network->is_ipv6);
    const auto rest = is_all ? std::string() : ", Addr=" + address;
    const auto number = count == 0 ? std::string() : std::to_string(count + 1);
    if (has_ipv4 && can_ipv4) {
      has_loopback |= is_all || address == "127.0.0.1" || address == "localhost";
      add_listener(conversion, "MTA" + number, rest + ", Family=inet", flags);
      ++count;
    }
    // O: a host without IPv6 starts all the same.
    if (has_ipv6 && can_ipv6) {
      add_listener(conversion, "MTA6" + number, rest + ", Family=inet6", flags + "O");
      ++count;
    }
  }
  if (count > 0 && !has_loopback) {
    add_listener(conversion, "LOCAL", ", Addr=127.0.0.1, Family=inet", flags);
    about.note(
        "a listener at 127.0.0.1 is added, where submit.cf hands in the mail of local programs");
  }
  if (count == 0) {
    about.lost("no address is left to listen at; the default listener is written");
    add_listener(conversion, "MTA", "", flags);
  }
  if (conversion.options().has_submission) add_listener(conversion, "MSA", ", Port=587", "Ea");
  if (conversion.options().has_submissions) add_listener(conversion, "SMTPS", ", Port=465", "Eas");
  about.carried(filled("{} DAEMON_OPTIONS", count));
}

void protocols(Conversion& conversion) {
  conversion.finding("inet_protocols")
      .carried("Family= of the listeners; outgoing connections use what the DNS says");
}

void bind_address(Conversion& conversion) {
  auto& about = conversion.finding("smtp_bind_address");
  const auto network = parse_network(conversion.value("smtp_bind_address"));
  if (!network || network->is_ipv6) return about.lost("expected an address of IPv4");
  conversion.site.macro("CLIENT_OPTIONS",
                        {"Family=inet, Address=" + conversion.value("smtp_bind_address")});
  about.carried("CLIENT_OPTIONS");
}

// ---- limits and times

void number_option(Conversion& conversion, std::string_view parameter, std::string_view conf_name) {
  const auto number = base::parse_integer(conversion.value(parameter));
  if (!number || *number < 0) {
    return conversion.finding(parameter).lost("`" + base::printable(conversion.value(parameter)) +
                                              "': expected a number");
  }
  conversion.define(parameter, conf_name, std::to_string(*number));
}
void message_size(Conversion& c) {
  number_option(c, "message_size_limit", "confMAX_MESSAGE_SIZE");
}
void recipient_limit(Conversion& c) {
  number_option(c, "smtpd_recipient_limit", "confMAX_RCPTS_PER_MESSAGE");
}
void hop_limit(Conversion& c) {
  number_option(c, "hopcount_limit", "confMAX_HOP");
}

// A time of Postfix has one unit; without one it has that of its parameter.
void time_option(Conversion& conversion, std::string_view parameter, std::string_view conf_name,
                 char unit) {
  auto text = conversion.value(parameter);
  if (!text.empty() && base::is_ascii_alpha(text.back())) {
    unit = base::ascii_lower(text.back());
    text.pop_back();
  }
  const auto number = base::parse_integer(text);
  if (!number || *number < 0 || std::string_view("smhdw").find(unit) == std::string_view::npos) {
    return conversion.finding(parameter).lost("`" + base::printable(conversion.value(parameter)) +
                                              "': expected a time");
  }
  conversion.define(parameter, conf_name,
                    *number == 0 ? std::string("0") : std::to_string(*number) + unit);
}
void queue_life(Conversion& c) {
  time_option(c, "maximal_queue_lifetime", "confTO_QUEUERETURN", 'd');
}
void bounce_life(Conversion& c) {
  time_option(c, "bounce_queue_lifetime", "confTO_QUEUERETURN_DSN", 'd');
}
void delay_warning(Conversion& c) {
  time_option(c, "delay_warning_time", "confTO_QUEUEWARN", 'h');
}
void command_timeout(Conversion& c) {
  time_option(c, "smtpd_timeout", "confTO_COMMAND", 's');
}

void mailbox_size(Conversion& conversion) {
  auto& about = conversion.finding("mailbox_size_limit");
  if (conversion.value("mailbox_size_limit") == "0")
    about.same("mailboxes have no limit");
  else
    about.lost("mailboxes have no limit of their own: use quotas");
}

void queue_run(Conversion& conversion) {
  conversion.finding("queue_run_delay")
      .lost("start the daemon with -q" + base::printable(conversion.value("queue_run_delay"), 20));
}

void client_limit(Conversion& conversion, std::string_view parameter, std::string_view feature,
                  std::string_view tag) {
  auto& about = conversion.finding(parameter);
  const auto number = base::parse_integer(conversion.value(parameter));
  if (!number || *number < 0) return about.lost("expected a number");
  if (*number == 0) return about.same("no limit");
  conversion.site.feature(feature, {"nodelay"});
  conversion.add_access(parameter, std::string(tag), std::to_string(*number));
  for (const auto& element : conversion.trusted) {
    if (element.is_excluded) continue;
    for (const auto& key : access_keys(element.network))
      conversion.add_access(parameter, std::string(tag) + key, "0");
  }
  about.carried(
      filled("FEATURE({}) and {} {} in access; no limit for mynetworks", feature, tag, *number));
}
void connection_count(Conversion& c) {
  client_limit(c, "smtpd_client_connection_count_limit", "conncontrol", "ClientConn:");
}
void connection_rate(Conversion& c) {
  client_limit(c, "smtpd_client_connection_rate_limit", "ratecontrol", "ClientRate:");
}

// ---- the dialogue

void privacy(Conversion& conversion) {
  std::string flags = "authwarnings noexpn";
  if (conversion.is_yes("disable_vrfy_command")) {
    flags += " novrfy";
    conversion.finding("disable_vrfy_command").carried("novrfy in confPRIVACY_FLAGS");
  } else if (conversion.is_set("disable_vrfy_command")) {
    conversion.finding("disable_vrfy_command").same("VRFY is answered");
  }
  if (conversion.is_yes("smtpd_helo_required")) {
    flags += " needmailhelo";
    conversion.finding("smtpd_helo_required").carried("needmailhelo in confPRIVACY_FLAGS");
  } else if (conversion.is_set("smtpd_helo_required")) {
    conversion.finding("smtpd_helo_required").same("HELO may be left out");
  }
  if (!conversion.site.define("confPRIVACY_FLAGS", flags, "disable_vrfy_command")) return;
}

void banner(Conversion& conversion) {
  conversion.define("smtpd_banner", "confSMTP_LOGIN_MSG", [&] {
    auto text = conversion.value("smtpd_banner");
    const auto host = conversion.value("myhostname");
    // $j and a text: the word ESMTP is put in by sendmail.
    if (text.starts_with(host)) text = "$j" + text.substr(host.size());
    if (text.starts_with("$j ESMTP")) text.erase(2, 6);
    return text;
  }());
}

void helo_name(Conversion& conversion) {
  const auto name = conversion.value("smtp_helo_name");
  if (!is_domain(name)) return conversion.finding("smtp_helo_name").lost("expected a host name");
  conversion.define("smtp_helo_name", "confHELO_NAME", name);
}

void percent_hack(Conversion& conversion) {
  auto& about = conversion.finding("allow_percent_hack");
  if (conversion.is_yes("allow_percent_hack")) return about.same("user%host@here is user@host");
  conversion.site.feature("nopercenthack", {"nospecial"});
  about.carried("FEATURE(nopercenthack)");
}

void bang_path(Conversion& conversion) {
  auto& about = conversion.finding("swap_bangpath");
  if (conversion.is_yes("swap_bangpath")) return about.same("host!user is user@host");
  conversion.site.feature("nouucp", {"nospecial"});
  about.carried("FEATURE(nouucp)");
}

// inet:host:port, unix:path: as S= of a filter.
std::string filter_socket(Conversion& conversion, std::string_view address) {
  if (address.starts_with("unix:") || address.starts_with("local:")) {
    auto path = std::string(address.substr(address.find(':') + 1));
    if (!path.starts_with('/')) path = conversion.value("queue_directory") + '/' + path;
    return "local:" + path;
  }
  if (address.starts_with("inet:")) address.remove_prefix(5);
  const auto hop = parse_next_hop(address);
  if (!hop || address.rfind(':') == std::string_view::npos) return {};
  auto host = hop->host;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return filled("inet:{}@{}", hop->port, host);
}

void filters(Conversion& conversion) {
  auto& about = conversion.finding("smtpd_milters");
  const auto action = conversion.value("milter_default_action");
  const std::string flag = action == "accept" ? "" : action == "reject" ? ", F=R" : ", F=T";
  int number = 0;
  for (const auto& element : conversion.list("smtpd_milters")) {
    const auto socket = filter_socket(conversion, element);
    if (socket.empty() || !is_harmless_in_m4(socket)) {
      about.lost("`" + base::printable(element) + "': expected inet:host:port or unix:path");
      continue;
    }
    const auto name = filled("filter{}", ++number);
    conversion.site.macro("INPUT_MAIL_FILTER", {name, "S=" + socket + flag});
    about.carried(element + ": INPUT_MAIL_FILTER(" + name + ")");
  }
  if (about.is_empty()) about.same("no filter");
  if (!conversion.is_set("milter_default_action")) return;
  if (action == "quarantine" || action == "shutdown") {
    conversion.finding("milter_default_action").lost(action + ": mail is told to come later (F=T)");
  } else {
    conversion.finding("milter_default_action").carried("F= of the filters");
  }
}

void other_filters(Conversion& conversion) {
  auto& about = conversion.finding("non_smtpd_milters");
  if (conversion.value("non_smtpd_milters") == conversion.value("smtpd_milters")) {
    about.same(
        "mail of local programs goes through the same filters, since it comes by SMTP from "
        "submit.cf");
  } else {
    about.lost("mail of local programs goes through the filters of smtpd_milters");
  }
}

// ---- local delivery

bool is_plain_command(std::string_view text) {
  return is_harmless_in_m4(text) && text.find_first_of("$\"\\|;&<>") == std::string_view::npos;
}

void built_in_mailbox(Conversion& conversion, std::string_view parameter,
                      const std::string& place) {
  if (!conversion.site.define("LOCAL_MAILER_PATH", "[MAILBOX]", parameter)) return;
  conversion.define(parameter, "confMAIL_SPOOL", place);
}

void lmtp_mailbox(Conversion& conversion) {
  auto& about = conversion.finding("mailbox_transport");
  const auto value = conversion.value("mailbox_transport");
  auto path = value.starts_with("lmtp:unix:") ? value.substr(10) : std::string();
  if (!path.empty() && !path.starts_with('/'))
    path = conversion.value("queue_directory") + '/' + path;
  if (path.empty() || !is_plain_command(path)) {
    return about.lost("`" + base::printable(value) +
                      "': expected lmtp:unix:PATH; FEATURE(local_lmtp) is for the rest");
  }
  conversion.site.feature("local_lmtp", {"[IPC]", "FILE " + path});
  about.carried("FEATURE(local_lmtp) to " + path);
}

void mailbox_command(Conversion& conversion) {
  auto& about = conversion.finding("mailbox_command");
  const auto& raw = conversion.file().find("mailbox_command")->value;
  const auto words = base::split_words(raw);
  if (words.empty()) return about.same("no program");
  const std::string path(words.front());
  if (!path.starts_with('/') || !is_plain_command(path)) {
    return about.lost("`" + base::printable(raw, 80) + "': expected a program with its whole path");
  }
  const auto name = path.substr(path.rfind('/') + 1);
  if (name == "procmail") {
    conversion.site.feature("local_procmail", {path});
    about.carried("FEATURE(local_procmail) with " + path);
    if (words.size() > 1)
      about.note("its arguments are those of FEATURE(local_procmail): -a detail -d user");
    return;
  }
  conversion.site.feature("local_procmail", {path, name + " -d $u"});
  about.carried("FEATURE(local_procmail) with " + path + " -d user");
  if (words.size() > 1)
    about.lost("its arguments `" + base::printable(raw.substr(path.size()), 80) +
               "'; change them in the .mc");
}

// Which of the parameters of local delivery counts: transport, then command, then home_mailbox.
void local_delivery(Conversion& conversion) {
  const auto is_used = [&](std::string_view name) {
    return conversion.is_set(name) && !conversion.file().find(name)->value.empty();
  };
  auto& about = conversion.finding("home_mailbox");
  if (is_used("mailbox_transport")) {
    lmtp_mailbox(conversion);
  } else if (is_used("mailbox_command")) {
    mailbox_command(conversion);
  } else if (is_used("home_mailbox")) {
    const auto place = conversion.value("home_mailbox");
    if (place.find('$') == std::string::npos)
      return built_in_mailbox(conversion, "home_mailbox", "$z/" + place);
    return about.lost("`" + base::printable(place) + "': expected a path below the home directory");
  } else {
    auto folder = conversion.value("mail_spool_directory");
    if (!folder.ends_with('/'))
      return built_in_mailbox(conversion, "mail_spool_directory", folder + "/$u");
    return built_in_mailbox(conversion, "mail_spool_directory", folder + "$u/");
  }
  for (const auto* name : {"home_mailbox", "mail_spool_directory", "mailbox_command"}) {
    if (conversion.is_set(name) && conversion.finding(name).is_empty())
      conversion.finding(name).same("another parameter takes all local mail, in Postfix too");
  }
}

constexpr Handler kHandlers[] = {
    {"inet_interfaces", interfaces, true},
    {"inet_protocols", protocols},
    {"smtp_bind_address", bind_address},
    {"message_size_limit", message_size, true},
    {"smtpd_recipient_limit", recipient_limit},
    {"hopcount_limit", hop_limit},
    {"maximal_queue_lifetime", queue_life},
    {"bounce_queue_lifetime", bounce_life},
    {"delay_warning_time", delay_warning, true},
    {"smtpd_timeout", command_timeout},
    {"queue_run_delay", queue_run},
    {"smtpd_client_connection_count_limit", connection_count},
    {"smtpd_client_connection_rate_limit", connection_rate},
    {"mailbox_size_limit", mailbox_size},
    {"disable_vrfy_command", privacy, true},
    {"smtpd_banner", banner},
    {"smtp_helo_name", helo_name},
    {"allow_percent_hack", percent_hack},
    {"swap_bangpath", bang_path},
    {"smtpd_milters", filters},
    {"non_smtpd_milters", other_filters},
    {"home_mailbox", local_delivery, true},
};

}  // namespace

std::span<const Handler> setting_handlers() {
  return kHandlers;
}

}  // namespace sendwright::postfix
