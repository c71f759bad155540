// Where mail goes by domain: transport_maps, virtual_mailbox_domains, and the transports of all.

#include "base/strings.hh"
#include "tools/postfix/conversion.hh"
#include "tools/postfix/names.hh"
#include "tools/postfix/text.hh"

namespace sendwright::postfix {

namespace {

constexpr std::string_view kDiscardAlias = "discarded-mail";

// `error:5.1.2 text` and `retry:4.3.0 text` as an answer of mailertable.
std::string error_answer(std::string_view text, bool is_temporary) {
  std::string code = is_temporary ? "4.3.0" : "5.0.0";
  const auto words = base::split_words(text);
  if (!words.empty() && words[0].size() >= 5 && words[0][1] == '.' &&
      (words[0][0] == '4' || words[0][0] == '5')) {
    code = words[0];
    text = base::trim(text.substr(words[0].size()));
  }
  if (text.empty())
    text = is_temporary ? "try again later" : "mail for this domain is not accepted";
  std::string plain;
  for (const char c : text)
    plain += c == '%' ? std::string("%%") : std::string(1, c);
  return "error:" + code + (is_temporary ? ":450 " : ":550 ") + plain;
}

// What Postfix does for a domain without an entry: the relay host, or the domain's own exchangers.
std::string usual_way(Conversion& conversion, const std::string& host_itself) {
  const auto hops = conversion.list("relayhost");
  const auto hop = hops.empty() ? std::nullopt : parse_next_hop(hops.front());
  return hop ? "relay:" + hop->host : "esmtp:" + host_itself;
}

base::Result<std::string> lmtp_answer(Conversion& conversion, std::string_view next_hop) {
  if (next_hop.starts_with("unix:")) {
    auto path = std::string(next_hop.substr(5));
    if (!path.starts_with('/')) path = conversion.value("queue_directory") + '/' + path;
    if (!is_harmless_in_m4(path) || path.find_first_of(" \t$") != std::string::npos) {
      return base::permanent("`" + base::printable(path) + "' is no path for a mailer's argument");
    }
    return conversion.site.mailer_for_lmtp("FILE " + path) + ":localhost";
  }
  if (next_hop.starts_with("inet:")) next_hop.remove_prefix(5);
  const auto hop = parse_next_hop(next_hop);
  if (!hop) return base::permanent("expected lmtp:unix:PATH or lmtp:[HOST]:PORT");
  return conversion.site.mailer_for_lmtp(filled("TCP $h {}", hop->port == 25 ? 24 : hop->port)) +
         ':' + hop->host;
}

// The answer of mailertable for `transport:nexthop`; `host_itself` is the recipient's domain there.
base::Result<std::string> answer_of(Conversion& conversion, std::string_view value,
                                    const std::string& host_itself) {
  const auto colon = value.find(':');
  const auto transport = value.substr(0, colon);
  const auto next_hop =
      colon == std::string_view::npos ? std::string_view() : base::trim(value.substr(colon + 1));
  if (transport == "error" || transport == "retry")
    return error_answer(next_hop, transport == "retry");
  if (transport == "discard") {
    conversion.site.aliases.add(std::string(kDiscardAlias), "/dev/null");
    return "local:" + std::string(kDiscardAlias);
  }
  if (transport == "local") return std::string("local:");
  if (transport == "lmtp") return lmtp_answer(conversion, next_hop);
  if (!transport.empty() && transport != "smtp" && transport != "relay") {
    return base::permanent(
        "`" + base::printable(transport) +
        "' is a service of master.cf; MAILER_DEFINITIONS can define a mailer like it");
  }
  if (next_hop.empty()) {
    return transport.empty() ? usual_way(conversion, host_itself) : "esmtp:" + host_itself;
  }
  const auto hop = parse_next_hop(next_hop);
  if (!hop)
    return base::permanent("`" + base::printable(next_hop) + "' is no host: expected [host]:port");
  return (hop->port == 25 ? "esmtp" : conversion.site.mailer_for_port(hop->port)) + ":" + hop->host;
}

// A domain of mydestination that goes elsewhere is no longer local, but mail for it is still taken.
void make_relayed(Conversion& conversion, std::string_view parameter, const std::string& domain) {
  if (conversion.site.local_names.erase(domain) == 0) return;
  conversion.add_access(parameter, "To:" + domain, "RELAY");
  conversion.finding(parameter).note(domain +
                                     " is in mydestination: taken out of local-host-names");
}

void add_transport(Conversion& conversion, const TableEntry& entry) {
  auto& about = conversion.finding("transport_maps");
  auto key = base::to_lower(entry.key);
  const auto fail = [&](const std::string& why) {
    about.lost(entry.place + ": " + base::printable(key) + ": " + why);
  };
  if (key.find('@') != std::string::npos) {
    return fail(
        "mailertable has domains only; lead the address to a domain of its own by virtusertable");
  }
  std::string host_itself = key;
  if (key == "*") {
    key = ".";
    host_itself = "%1";
    about.note("* is for other hosts only here; Postfix also takes it for mydestination");
  } else if (key.starts_with('.') && is_domain(key.substr(1))) {
    host_itself = "%1" + key;
  } else if (!is_domain(key)) {
    return fail("expected a domain, .domain or *");
  }
  const bool is_local = base::to_lower(entry.value).starts_with("local:");
  if (conversion.destinations.contains(key) && is_local) return;
  if (conversion.destinations.contains(key) &&
      key == base::to_lower(conversion.value("myhostname"))) {
    return fail("the host's own name is always local");
  }
  const auto answer = answer_of(conversion, entry.value, host_itself);
  if (!answer) return fail(answer.error().message);
  if (entry.value != ":") make_relayed(conversion, "transport_maps", key);
  conversion.site.mailertable.add(key, *answer);
}

void transports(Conversion& conversion) {
  auto& about = conversion.finding("transport_maps");
  for (const auto& element : conversion.list("transport_maps")) {
    const auto table = conversion.table("transport_maps", element);
    if (!table) continue;
    if (table->kind == LookupTable::Kind::kNetworks) {
      about.lost(element + ": expected a table of domains");
      continue;
    }
    for (auto entry : table->entries) {
      if (table->kind == LookupTable::Kind::kAlways) entry.key = "*";
      if (entry.key.starts_with('@')) entry.key.erase(0, 1);  // of a regular expression
      add_transport(conversion, entry);
    }
  }
  about.carried(filled("{} lines of mailertable", conversion.site.mailertable.size()));
}

// Mailboxes of virtual domains are delivered by LMTP, if Postfix does so; it has no other way here.
void virtual_mailboxes(Conversion& conversion) {
  auto& about = conversion.finding("virtual_mailbox_domains");
  const auto transport = conversion.value("virtual_transport");
  if (!transport.starts_with("lmtp:")) {
    return about.lost(
        "mailboxes that are no users of the host need a server that takes them by LMTP; set "
        "virtual_transport = lmtp:unix:PATH and convert again");
  }
  const auto answer = answer_of(conversion, transport, "localhost");
  if (!answer) return about.lost(answer.error().message);
  bool is_complete = conversion.is_set("virtual_mailbox_maps");
  std::set<std::string> users;
  for (const auto& element : conversion.list("virtual_mailbox_maps")) {
    const auto table = conversion.table("virtual_mailbox_maps", element);
    is_complete =
        is_complete && table && table->kind == LookupTable::Kind::kPairs && table->losses.empty();
    if (!table) continue;
    for (const auto& entry : table->entries)
      users.insert(base::to_lower(entry.key));
  }
  size_t count = 0;
  for (const auto& domain : conversion.names("virtual_mailbox_domains")) {
    if (!is_domain(domain)) {
      about.lost("`" + base::printable(domain) + "' is no domain");
      continue;
    }
    ++count;
    conversion.relayed.insert(domain);
    conversion.site.mailertable.add(domain, *answer);
    const bool takes_all = !is_complete || users.contains('@' + domain);
    for (const auto& user : users) {
      if (user.ends_with('@' + domain) && !takes_all) {
        conversion.add_access("virtual_mailbox_domains", "To:" + user, "RELAY");
      }
    }
    conversion.add_access("virtual_mailbox_domains", "To:" + domain,
                          takes_all ? "RELAY" : "ERROR:5.1.1:\"550 User unknown\"");
  }
  about.carried(filled("{} domains in mailertable, delivered by {}", count, transport));
  if (!conversion.is_set("virtual_mailbox_maps")) return;
  auto& maps = conversion.finding("virtual_mailbox_maps");
  if (is_complete)
    maps.carried(filled("{} recipients in access", users.size()));
  else
    maps.lost("all recipients of the domains are taken, and the LMTP server refuses them");
}

void virtual_transport(Conversion& conversion) {
  auto& about = conversion.finding("virtual_transport");
  if (conversion.value("virtual_transport").starts_with("lmtp:")) {
    about.carried("the mailer of virtual_mailbox_domains");
  } else {
    about.lost("only lmtp: has a counterpart");
  }
}

void default_transport(Conversion& conversion) {
  auto& about = conversion.finding("default_transport");
  const auto value = conversion.value("default_transport");
  if (value == "smtp" || value == "smtp:") return about.same("mail for other hosts goes by SMTP");
  const auto answer = answer_of(conversion, value, "%1");
  if (!answer) return about.lost(answer.error().message);
  if (conversion.site.mailertable.add(".", *answer)) {
    about.carried("the line for all domains in mailertable");
  } else {
    about.lost("transport_maps has a line for all domains");
  }
}

constexpr Handler kHandlers[] = {
    {"transport_maps", transports},
    {"virtual_mailbox_domains", virtual_mailboxes},
    {"virtual_transport", virtual_transport},
    {"default_transport", default_transport},
};

}  // namespace

std::span<const Handler> transport_handlers() {
  return kHandlers;
}

}  // namespace sendwright::postfix
