// smtpd_*_restrictions in their common forms. sendmail has one order of checks, and
// FEATURE(delay_checks) makes them at RCPT as Postfix does; what depends on another order is said.
#include <algorithm>

#include "base/strings.hh"
#include "tools/postfix/access_tables.hh"
#include "tools/postfix/conversion.hh"
#include "tools/postfix/names.hh"
#include "tools/postfix/text.hh"

namespace sendwright::postfix {

namespace {

constexpr std::string_view kLists[] = {"smtpd_client_restrictions",      "smtpd_helo_restrictions",
                                       "smtpd_sender_restrictions",      "smtpd_relay_restrictions",
                                       "smtpd_recipient_restrictions",   "smtpd_data_restrictions",
                                       "smtpd_end_of_data_restrictions", "smtpd_etrn_restrictions"};

// The state while one list is read.
struct ListReader {
  Conversion& conversion;
  std::string_view list;
  std::vector<std::string> elements = {};
  size_t at = 0;  // behind the restriction in hand
  AccessContext context = {};

  Finding& about() { return conversion.finding(list); }
  std::string argument() { return at < elements.size() ? elements[at++] : std::string(); }
};

using Restriction = void (*)(ListReader&);

void permit_networks(ListReader& reader) {
  reader.context.is_behind_networks = true;
  reader.about().same("permit_mynetworks: Connect:... RELAY is asked first");
}
void permit_logins(ListReader& reader) {
  reader.about().same("permit_sasl_authenticated: who has logged in is not checked further");
}
void unauthorized_destination(ListReader& reader) {
  reader.context.ok_may_relay = false;
  reader.about().same(reader.elements[reader.at - 1] + ": relaying is refused to strangers");
}

// HOST or HOST=127.0.0.2 or HOST=127.0.0.[2;4..6]; the answers of enhdnsbl, or none that are known.
std::optional<std::vector<std::string>> list_answers(std::string_view filter) {
  constexpr size_t kMaxAnswers = 5;
  const auto open = filter.find('[');
  if (open == std::string_view::npos) return std::vector{std::string(filter) + "."};
  if (!filter.ends_with(']') || filter.substr(0, open).find('[') != std::string_view::npos)
    return std::nullopt;
  std::vector<std::string> answers;
  for (const auto part : base::split(filter.substr(open + 1, filter.size() - open - 2), ';')) {
    const auto dots = part.find("..");
    const auto first = base::parse_integer(part.substr(0, dots));
    const auto last =
        dots == std::string_view::npos ? first : base::parse_integer(part.substr(dots + 2));
    if (!first || !last || *first < 0 || *last > 255 || *first > *last) return std::nullopt;
    for (auto octet = *first; octet <= *last; ++octet) {
      answers.push_back(filled("{}{}.", filter.substr(0, open), octet));
      if (answers.size() > kMaxAnswers) return std::nullopt;
    }
  }
  return answers;
}

void client_list(ListReader& reader) {
  const auto argument = reader.argument();
  const auto equals = argument.find('=');
  const auto host = argument.substr(0, equals);
  if (!is_domain(host))
    return reader.about().lost("reject_rbl_client " + base::printable(argument) +
                               ": expected a list");
  if (equals == std::string::npos) {
    reader.conversion.site.feature("dnsbl", {host});
    return reader.about().carried("reject_rbl_client: FEATURE(dnsbl, " + host + ")");
  }
  const auto answers = list_answers(std::string_view(argument).substr(equals + 1));
  if (!answers ||
      !std::ranges::all_of(*answers, [](const auto& answer) { return is_domain(answer); })) {
    return reader.about().lost(
        "reject_rbl_client " + base::printable(argument) +
        ": expected at most five answers; use FEATURE(enhdnsbl) with patterns");
  }
  std::vector<std::string> words = {host, "", ""};
  words.insert(words.end(), answers->begin(), answers->end());
  reader.conversion.site.feature("enhdnsbl", words);
  reader.about().carried("reject_rbl_client: FEATURE(enhdnsbl, " + host + ")");
}

void sender_list(ListReader& reader) {
  const auto host = reader.argument();
  if (!is_domain(host))
    return reader.about().lost("reject_rhsbl_sender " + base::printable(host) +
                               ": only a list's name is known");
  reader.conversion.site.feature("rhsbl", {host});
  reader.about().carried("reject_rhsbl_sender: FEATURE(rhsbl, " + host + ")");
}

void client_access(ListReader& reader) {
  add_access_table(reader.conversion, AccessSubject::kClient, reader.context, reader.argument());
}
void sender_access(ListReader& reader) {
  add_access_table(reader.conversion, AccessSubject::kSender, reader.context, reader.argument());
}
void recipient_access(ListReader& reader) {
  add_access_table(reader.conversion, AccessSubject::kRecipient, reader.context, reader.argument());
}

void unknown_sender(ListReader& reader) {
  reader.about().same(
      "reject_unknown_sender_domain: senders of domains that do not exist are refused");
  reader.about().note(
      "domains of ours must be in the DNS as well, or have From:domain OK in access");
}
void unqualified_sender(ListReader& reader) {
  reader.about().same("reject_non_fqdn_sender: senders without a domain are refused");
}
void unqualified_recipient(ListReader& reader) {
  reader.about().carried("reject_non_fqdn_recipient: M=r of the listeners");
}
void unknown_client(ListReader& reader) {
  reader.conversion.site.feature("require_rdns");
  reader.about().carried("reject_unknown_client_hostname: FEATURE(require_rdns)");
}
void bad_helo(ListReader& reader) {
  reader.conversion.site.feature("block_bad_helo");
  reader.about().carried(
      reader.elements[reader.at - 1] +
      ": FEATURE(block_bad_helo), which also refuses our own name, and clients of mynetworks");
}
void login_mismatch(ListReader& reader) {
  reader.about().carried(reader.elements[reader.at - 1] + ": see smtpd_sender_login_maps");
}
void plain_permit(ListReader& reader) {
  if (reader.at < reader.elements.size()) {
    return reader.about().lost(
        "permit: what stands behind it has no effect in Postfix and would have one here");
  }
  reader.about().same("permit: what no check refuses is taken");
}

struct RestrictionRow {
  std::string_view name;
  Restriction run;  // null: lost, for the reason in the next column
  std::string_view reason = {};
  bool has_argument = false;  // of those that are lost
};

// clang-format off
constexpr RestrictionRow kRestrictions[] = {
    {"permit_mynetworks", permit_networks},
    {"permit_sasl_authenticated", permit_logins},
    {"reject_unauth_destination", unauthorized_destination},
    {"defer_unauth_destination", unauthorized_destination},
    {"check_relay_domains", unauthorized_destination},
    {"reject_rbl_client", client_list},
    {"reject_maps_rbl", nullptr, "name the lists by reject_rbl_client"},
    {"reject_rhsbl_sender", sender_list},
    {"reject_rhsbl_client", nullptr, "the name of the client is asked of no list", true},
    {"reject_rhsbl_reverse_client", nullptr, "the name of the client is asked of no list", true},
    {"reject_rhsbl_helo", nullptr, "the name in HELO is asked of no list", true},
    {"reject_rhsbl_recipient", nullptr, "recipients are asked of no list", true},
    {"permit_dnswl_client", nullptr, "lists of good clients have no feature", true},
    {"permit_rhswl_client", nullptr, "lists of good clients have no feature", true},
    {"check_client_access", client_access},
    {"check_sender_access", sender_access},
    {"check_recipient_access", recipient_access},
    {"check_helo_access", nullptr, "a rule in Local_check_mail can look at $&s, the name in HELO", true},
    {"check_reverse_client_hostname_access", nullptr, "FEATURE(use_client_ptr) lets Connect: have such names", true},
    {"check_sender_mx_access", nullptr, "FEATURE(badmx) refuses senders with impossible exchangers", true},
    {"check_sender_ns_access", nullptr, "name servers of senders are not looked at", true},
    {"check_sender_a_access", nullptr, "addresses of senders' domains are not looked at", true},
    {"check_client_mx_access", nullptr, "exchangers of clients are not looked at", true},
    {"check_client_ns_access", nullptr, "name servers of clients are not looked at", true},
    {"check_helo_mx_access", nullptr, "exchangers of HELO names are not looked at", true},
    {"check_helo_ns_access", nullptr, "name servers of HELO names are not looked at", true},
    {"check_recipient_mx_access", nullptr, "exchangers of recipients are not looked at", true},
    {"check_recipient_ns_access", nullptr, "name servers of recipients are not looked at", true},
    {"check_etrn_access", nullptr, "ETRN is for PrivacyOptions: noetrn", true},
    {"check_ccert_access", nullptr, "CERTSUBJECT: and CERTISSUER: in access are for certificates", true},
    {"check_sasl_access", nullptr, "a rule in Local_check_mail can look at $&{auth_authen}", true},
    {"check_policy_service", nullptr, "a policy server has no counterpart; many exist as milters too: INPUT_MAIL_FILTER", true},
    {"permit_tls_clientcerts", nullptr, "CERTISSUER: and CERTSUBJECT: RELAY in access let clients with certificates relay"},
    {"permit_tls_all_clientcerts", nullptr, "CERTISSUER: RELAY in access lets clients with certificates relay"},
    {"permit_mx_backup", nullptr, "FEATURE(relay_based_on_MX) is the nearest, and riskier"},
    {"permit_auth_destination", nullptr, "destinations of ours are not exempt from the checks behind it"},
    {"permit_inet_interfaces", nullptr, "add Connect:ADDRESS RELAY to access"},
    {"permit_naked_ip_address", nullptr, "it is obsolete"},
    {"reject_unknown_sender_domain", unknown_sender},
    {"reject_non_fqdn_sender", unqualified_sender},
    {"reject_non_fqdn_recipient", unqualified_recipient},
    {"reject_unknown_recipient_domain", nullptr, "such mail comes back to its sender when it is delivered"},
    {"reject_unknown_client_hostname", unknown_client},
    {"reject_unknown_client", unknown_client},
    {"reject_unknown_reverse_client_hostname", nullptr, "FEATURE(require_rdns) is stricter: the name must lead back"},
    {"reject_invalid_helo_hostname", bad_helo},
    {"reject_invalid_hostname", bad_helo},
    {"reject_non_fqdn_helo_hostname", bad_helo},
    {"reject_non_fqdn_hostname", bad_helo},
    {"reject_unknown_helo_hostname", nullptr, "the name in HELO is not looked up"},
    {"reject_unknown_hostname", nullptr, "the name in HELO is not looked up"},
    {"reject_unauth_pipelining", nullptr, "FEATURE(greet_pause) catches clients that do not wait for the greeting"},
    {"reject_multi_recipient_bounce", nullptr, "confBAD_RCPT_THROTTLE slows such clients"},
    {"reject_unlisted_recipient", nullptr, "unknown users of this host are refused anyway; To: in access is for others"},
    {"reject_unlisted_sender", nullptr, "senders of our domains need not exist"},
    {"reject_unverified_recipient", nullptr, "recipients are not probed; list them by To:user@domain RELAY in access"},
    {"reject_unverified_sender", nullptr, "senders are not probed"},
    {"reject_plaintext_session", nullptr, "TLS_Clt: ENCR:112 in access demands TLS"},
    {"reject_sender_login_mismatch", login_mismatch},
    {"reject_authenticated_sender_login_mismatch", login_mismatch},
    {"reject_known_sender_login_mismatch", login_mismatch},
    {"reject_unauthenticated_sender_login_mismatch", login_mismatch},
    {"permit", plain_permit},
    {"reject", nullptr, "what nothing permits is refused by the rules of relaying only: mail for domains of ours is still taken"},
    {"defer", nullptr, "what nothing permits is refused by the rules of relaying only"},
    {"defer_if_permit", nullptr, "has no counterpart"},
    {"defer_if_reject", nullptr, "has no counterpart"},
    {"warn_if_reject", nullptr, "the check behind it refuses here; take it out of the .mc if it must not"},
    {"sleep", nullptr, "FEATURE(greet_pause) waits", true},
};
// clang-format on

void read_list(ListReader& reader) {
  while (reader.at < reader.elements.size()) {
    const auto element = reader.elements[reader.at++];
    const auto row = std::ranges::find(kRestrictions, element, &RestrictionRow::name);
    if (row == std::end(kRestrictions)) {
      reader.about().lost("`" + base::printable(element, 80) +
                          "' is no restriction that is known; classes of "
                          "restrictions have no counterpart");
    } else if (row->run != nullptr) {
      row->run(reader);
    } else {
      const auto argument =
          row->has_argument ? " " + base::printable(reader.argument()) : std::string();
      reader.about().lost(element + argument + ": " + std::string(row->reason));
    }
  }
}

bool is_in_any_list(Conversion& conversion, std::string_view restriction) {
  return std::ranges::any_of(kLists, [&](std::string_view list) {
    const auto elements = conversion.list(list);
    return std::ranges::find(elements, restriction) != elements.end();
  });
}

// What sendmail refuses by itself is switched off if no list asks for it.
void switch_off_defaults(Conversion& conversion) {
  if (!is_in_any_list(conversion, "reject_unknown_sender_domain")) {
    conversion.site.feature("accept_unresolvable_domains");
    conversion.finding("reject_unknown_sender_domain")
        .carried("in no list: FEATURE(accept_unresolvable_domains); better take it out");
  }
  if (!is_in_any_list(conversion, "reject_non_fqdn_sender")) {
    conversion.site.feature("accept_unqualified_senders");
    conversion.finding("reject_non_fqdn_sender")
        .carried("in no list: FEATURE(accept_unqualified_senders)");
  }
}

void all_lists(Conversion& conversion) {
  conversion.site.feature("delay_checks", {"friend"});  // others need it before them
  for (const auto list : kLists) {
    if (!conversion.is_set(list)) continue;
    ListReader reader{conversion, list};
    reader.context.parameter = list;
    reader.elements = conversion.list(list);
    // Before relaying was a list of its own, OK for a recipient let the client relay.
    reader.context.ok_may_relay =
        list == "smtpd_relay_restrictions" ||
        (list == "smtpd_recipient_restrictions" && conversion.is_set("smtpd_relay_restrictions") &&
         conversion.value("smtpd_relay_restrictions").empty());
    if (reader.elements.empty()) reader.about().same("an empty list permits all");
    read_list(reader);
  }
  switch_off_defaults(conversion);
}

void delay_reject(Conversion& conversion) {
  auto& about = conversion.finding("smtpd_delay_reject");
  if (conversion.is_yes("smtpd_delay_reject"))
    about.carried("FEATURE(delay_checks)");
  else
    about.lost(
        "refusals come at RCPT by FEATURE(delay_checks), which other features of the .mc need");
}

// ---- smtpd_sender_login_maps

// Keys of the map: `address' if someone owns it, and `address/login' for each owner.
void owner_table(Conversion& conversion, Finding& about) {
  for (const auto& element : conversion.list("smtpd_sender_login_maps")) {
    const auto table = conversion.table("smtpd_sender_login_maps", element);
    if (!table) continue;
    for (const auto& entry : table->entries) {
      if (!parse_address(entry.key)) {
        about.lost(entry.place + ": `" + base::printable(entry.key) + "' is no address");
        continue;
      }
      const auto key = base::to_lower(entry.key);
      conversion.site.sender_logins.add(key, "owned");
      for (const auto& login : list_elements(entry.value))
        conversion.site.sender_logins.add(key + '/' + login, "owner");
    }
  }
}

// Asks for `user@domain', then `@domain'. $| divides what is found, the login and the address.
// `only_owned`: addresses that nobody owns are for everyone.
void owner_rules(Conversion& conversion, bool refuses_strangers, bool refuses_others,
                 bool only_owned) {
  auto& site = conversion.site;
  site.config_line("# Who may write as whom: ADDRESS owned, ADDRESS/LOGIN owner");
  site.config_line("Ksenderlogins hash " + site.place("sender-logins"));
  const auto add = [&site](const char* line) { site.ruleset_line(line); };
  add("# A sender address that has owners is for those who have logged in as one of them. It is "
      "looked at with each");
  add("# recipient, since delay_checks passes over Local_check_mail for those who have logged in.");
  add("SLocal_check_rcpt");
  add("R$*\t\t\t\t\t$: $>CanonAddr $&f");
  add("R$+ < @ $+ . >\t\t\t$: $1 < @ $2 >");
  add("R$+ < @ $+ >\t\t\t\t$: < $(senderlogins $1@$2 $: ? $) > $1 < @ $2 >");
  add("R< ? > $+ < @ $+ >\t\t\t$: < $(senderlogins @$2 $: ? $) @ > $1 < @ $2 >");
  add("R< $- > $+ < @ $+ >\t\t\t$: < $1 > $2@$3");
  add("R< $- @ > $+ < @ $+ >\t\t\t$: < $1 > @$3");
  add("R< $- > $+\t\t\t\t$: < $1 > < $&{auth_authen} > $2");
  if (refuses_strangers) {
    add("R< owned > < > $*\t\t\t$#error $@ 5.7.1 $: \"553 Sender address rejected: not logged "
        "in\"");
  }
  if (refuses_others) {
    add(only_owned ? "R< owned > < $+ > $+\t\t\t$: < $(senderlogins $2/$1 $: ? $) >"
                   : "R< $- > < $+ > $+\t\t\t$: < $(senderlogins $3/$2 $: ? $) >");
    add("R< ? >\t\t\t\t\t$#error $@ 5.7.1 $: \"553 Sender address rejected: not owned by user\"");
  }
  add("R$*\t\t\t\t\t$@ OK");
}

void sender_logins(Conversion& conversion) {
  auto& about = conversion.finding("smtpd_sender_login_maps");
  const bool is_both = is_in_any_list(conversion, "reject_sender_login_mismatch");
  const bool refuses_strangers =
      is_both || is_in_any_list(conversion, "reject_known_sender_login_mismatch") ||
      is_in_any_list(conversion, "reject_unauthenticated_sender_login_mismatch");
  const bool refuses_others =
      is_both || is_in_any_list(conversion, "reject_known_sender_login_mismatch") ||
      is_in_any_list(conversion, "reject_authenticated_sender_login_mismatch");
  if (!refuses_strangers && !refuses_others)
    return about.same("no list has reject_sender_login_mismatch");
  owner_table(conversion, about);
  if (conversion.site.sender_logins.is_empty())
    return about.lost("no owner is known, so nothing is checked");
  const bool only_owned =
      !is_both && !is_in_any_list(conversion, "reject_authenticated_sender_login_mismatch");
  owner_rules(conversion, refuses_strangers, refuses_others, only_owned);
  about.carried("the map sender-logins and the ruleset Local_check_rcpt");
  about.note("clients of mynetworks are checked too, wherever permit_mynetworks stands");
}

constexpr Handler kHandlers[] = {
    {"smtpd_recipient_restrictions", all_lists, true},
    {"smtpd_delay_reject", delay_reject},
    {"smtpd_sender_login_maps", sender_logins},
};

}  // namespace

std::span<const Handler> restriction_handlers() {
  return kHandlers;
}

}  // namespace sendwright::postfix
