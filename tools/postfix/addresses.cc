// Addresses that become others: alias_maps, virtual_alias_*, canonical maps, luser_relay.
#include <algorithm>

#include "base/strings.hh"
#include "tools/postfix/conversion.hh"
#include "tools/postfix/names.hh"
#include "tools/postfix/text.hh"

namespace sendwright::postfix {

namespace {

// In the answers of tables a percent sign takes an argument.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '%') out += c;
  }
  return out;
}

// A name for an alias that has several members: `virtual.user.domain`.
std::string alias_name(std::string_view key) {
  std::string name = "virtual.";
  for (const char c : key) {
    const bool is_plain = base::is_ascii_alnum(c) || c == '-' || c == '_' || c == '.' || c == '+';
    name += is_plain ? base::ascii_lower(c) : '.';
  }
  return name;
}

void aliases(Conversion& conversion) {
  auto& about = conversion.finding("alias_maps");
  for (auto element : conversion.list("alias_maps")) {
    while (element.starts_with("proxy:"))
      element.erase(0, 6);
    const auto colon = element.find(':');
    const auto type = element.substr(0, colon);
    const auto path = colon == std::string::npos ? std::string() : element.substr(colon + 1);
    const bool is_file = type == "hash" || type == "btree" || type == "lmdb" || type == "cdb" ||
                         type == "dbm" || type == "texthash";
    if (is_file && path.starts_with('/') && is_harmless_in_m4(path)) {
      conversion.site.alias_files.push_back(path);
      about.carried(path + " in ALIAS_FILE; newaliases makes its database");
    } else if (type == "nis" && !conversion.is_set("alias_maps")) {
      continue;
    } else {
      about.lost("`" + base::printable(element) +
                 "' is no alias file; ALIAS_FILE also takes map classes");
    }
  }
}

void alias_database(Conversion& conversion) {
  conversion.finding("alias_database").same("newaliases makes the databases of all of ALIAS_FILE");
}

void delimiter(Conversion& conversion) {
  auto& about = conversion.finding("recipient_delimiter");
  const auto characters = conversion.value("recipient_delimiter");
  if (characters.empty()) {
    conversion.site.feature("preserve_local_plus_detail");
    return about.carried("FEATURE(preserve_local_plus_detail): user+detail is one name");
  }
  if (conversion.has_plus_detail()) about.same("user+detail is delivered to user");
  if (characters != "+") {
    about.lost("`" + base::printable(characters) + "': only + begins a detail");
    if (!conversion.has_plus_detail()) conversion.site.feature("preserve_local_plus_detail");
  }
}

// ---- virtusertable

bool is_served(const Conversion& conversion, const std::string& domain) {
  return conversion.destinations.contains(domain) ||
         conversion.site.virtual_domains.contains(domain) || conversion.relayed.contains(domain);
}

// One target of a line, for user@domain.
std::string target_of(Conversion& conversion, const std::string& user, const std::string& domain,
                      const std::string& text) {
  if (text.starts_with('@')) return "%1" + escaped(text);
  const auto address = parse_address(text);
  if (!address) return escaped(conversion.complete_address(text));
  // Postfix ends at an address that gives itself; the user's name alone ends it here.
  const bool is_same = address->domain == domain && (user.empty() || address->user == user);
  if (is_same && conversion.destinations.contains(domain)) return escaped(address->user);
  return escaped(text);
}

void add_virtual(Conversion& conversion, std::string_view parameter, const TableEntry& entry,
                 const Address& address) {
  auto& about = conversion.finding(parameter);
  const auto& [user, domain] = address;
  const auto key = user + '@' + domain;
  if (!is_served(conversion, domain)) {
    return about.lost(entry.place + ": " + key +
                      ": virtusertable is asked for domains of ours only");
  }
  if (conversion.site.virtusertable.find(key) != nullptr) {
    return about.note(entry.place + ": " + key + " is there already, and has no effect");
  }
  const auto targets = list_elements(entry.value);
  for (const auto& target : targets) {
    if (is_plain_recipient(target)) continue;
    return about.lost(entry.place + ": " + key + ": `" + base::printable(target) +
                      "' is no address");
  }
  std::string value;
  if (targets.size() == 1) {
    value = target_of(conversion, user, domain, targets.front());
    if (base::equals_ignoring_case(value, key)) {
      return about.lost(entry.place + ": " + key + " leads to itself");
    }
  } else {
    auto name = alias_name(key);
    while (conversion.site.aliases.find(name) != nullptr)
      name += '.';
    std::string members;
    for (const auto& target : targets) {
      if (target.starts_with('@')) {
        return about.lost(entry.place + ": " + key +
                          ": several targets, one of them for all users");
      }
      const auto at_key =
          base::equals_ignoring_case(target, key) ? user : conversion.complete_address(target);
      members += (members.empty() ? "" : ", ") + at_key;
    }
    conversion.site.aliases.add(name, members);
    value = name;
  }
  if (conversion.relayed.contains(domain)) {
    conversion.site.virtual_domains.insert(domain);
    // Where recipients are listed, this is one more of them.
    const auto* all = conversion.site.access.find("To:" + domain);
    if (all != nullptr && *all != "RELAY")
      conversion.site.access.add("To:" + (user.empty() ? domain : key), "RELAY");
  }
  conversion.site.virtusertable.add(key, value);
}

// A line of a virtual table: the addresses that it is for.
void add_virtual_entry(Conversion& conversion, std::string_view parameter,
                       const TableEntry& entry) {
  auto& about = conversion.finding(parameter);
  if (const auto address = parse_address(entry.key)) {
    return add_virtual(conversion, parameter, entry, *address);
  }
  if (entry.key.find('@') != std::string::npos) {
    return about.lost(entry.place + ": `" + base::printable(entry.key) + "' is no address");
  }
  const auto key = base::to_lower(entry.key);
  if (conversion.site.virtual_domains.contains(key))
    return;  // only says that the domain is virtual
  auto domains = conversion.destinations;
  domains.insert(base::to_lower(conversion.value("myhostname")));
  constexpr size_t kMaxDomains = 200;
  if (domains.size() > kMaxDomains) {
    return about.lost(entry.place + ": " + key + ": too many domains to write a line for each");
  }
  for (const auto& domain : domains) {
    if (conversion.destinations.contains(domain))
      add_virtual(conversion, parameter, entry, {key, domain});
  }
}

size_t add_virtual_tables(Conversion& conversion, std::string_view parameter) {
  const auto before = conversion.site.virtusertable.size();
  for (const auto& element : conversion.list(parameter)) {
    const auto table = conversion.table(parameter, element);
    if (!table) continue;
    if (table->kind != LookupTable::Kind::kPairs) {
      conversion.finding(parameter).lost(element + ": expected a table of addresses");
      continue;
    }
    for (const auto& entry : table->entries)
      add_virtual_entry(conversion, parameter, entry);
  }
  return conversion.site.virtusertable.size() - before;
}

void virtual_domains(Conversion& conversion) {
  auto& about = conversion.finding("virtual_alias_domains");
  const bool is_set = conversion.is_set("virtual_alias_domains");
  for (const auto& name : conversion.names("virtual_alias_domains")) {
    // The default names the tables: what has no @ there and looks like a domain is one.
    const bool is_address =
        name.find('@') != std::string::npos || name.find('.') == std::string::npos;
    if (!is_set && is_address) continue;
    if (!is_domain(name)) {
      about.lost("`" + base::printable(name) + "' is no domain");
    } else if (conversion.destinations.contains(name)) {
      about.note(name + " is in mydestination as well, which counts");
    } else {
      conversion.site.virtual_domains.insert(name);
    }
  }
  if (is_set) {
    about.carried(filled("{} names in virtual-domains", conversion.site.virtual_domains.size()));
  }
}

void virtual_aliases(Conversion& conversion) {
  const auto domains = conversion.site.virtual_domains;
  const auto count = add_virtual_tables(conversion, "virtual_alias_maps");
  for (const auto& domain : domains) {
    if (conversion.site.virtusertable.find('@' + domain) == nullptr) {
      conversion.site.virtusertable.add('@' + domain, "error:5.1.1:550 User unknown");
    }
  }
  if (conversion.is_set("virtual_alias_maps")) {
    conversion.finding("virtual_alias_maps").carried(filled("{} lines of virtusertable", count));
  }
}

void recipient_canonical(Conversion& conversion) {
  const auto count = add_virtual_tables(conversion, "recipient_canonical_maps");
  auto& about = conversion.finding("recipient_canonical_maps");
  about.carried(filled("{} lines of virtusertable", count));
  about.lost("addresses in the fields To: and Cc: stay as they are");
}

// ---- genericstable

void add_generic(Conversion& conversion, Finding& about, const TableEntry& entry) {
  std::string value = entry.value.starts_with('@')
                          ? "%1" + escaped(entry.value)
                          : escaped(conversion.complete_address(entry.value));
  if (value.find('@') == std::string::npos) value += '@' + base::to_lower(conversion.origin());
  if (!parse_address(value)) {
    return about.lost(entry.place + ": `" + base::printable(entry.value) + "' is no address");
  }
  auto& table = conversion.site.genericstable;
  if (const auto address = parse_address(entry.key)) {
    conversion.site.generics_domains.insert(address->domain);
    table.add(address->user + '@' + address->domain, value);
    return;
  }
  if (entry.key.find('@') != std::string::npos) {
    return about.lost(entry.place + ": `" + base::printable(entry.key) + "' is no address");
  }
  if (!is_plain_recipient(entry.key)) {
    return about.lost(entry.place + ": `" + base::printable(entry.key) + "' is no user");
  }
  table.add(entry.key, value);
  for (const auto& domain : conversion.destinations) {
    if (conversion.destinations.size() > 200) break;
    conversion.site.generics_domains.insert(domain);
    table.add(base::to_lower(entry.key) + '@' + domain, value);
  }
}

void add_generics(Conversion& conversion, std::string_view parameter) {
  auto& about = conversion.finding(parameter);
  const auto before = conversion.site.genericstable.size();
  const auto host = base::to_lower(conversion.value("myhostname"));
  bool names_host_user = false;
  for (const auto& element : conversion.list(parameter)) {
    const auto table = conversion.table(parameter, element);
    if (!table) continue;
    if (table->kind != LookupTable::Kind::kPairs) {
      about.lost(element + ": expected a table of addresses");
      continue;
    }
    for (const auto& entry : table->entries) {
      add_generic(conversion, about, entry);
      const auto address = parse_address(entry.key);
      names_host_user |= address && address->domain == host && !address->user.empty() &&
                         base::to_lower(conversion.origin()) != host;
    }
  }
  conversion.site.feature("masquerade_envelope");
  if (names_host_user) {
    about.note(
        "senders without a domain are looked up as users of myhostname, before they get myorigin");
  }
  about.carried(filled("{} lines of genericstable", conversion.site.genericstable.size() - before));
}

void sender_canonical(Conversion& conversion) {
  add_generics(conversion, "sender_canonical_maps");
}
void smtp_generic(Conversion& conversion) {
  add_generics(conversion, "smtp_generic_maps");
  conversion.finding("smtp_generic_maps")
      .note("mail for users of this host has the changed sender too; recipients stay as they are");
}

void canonical(Conversion& conversion) {
  add_generics(conversion, "canonical_maps");
  const auto count = add_virtual_tables(conversion, "canonical_maps");
  auto& about = conversion.finding("canonical_maps");
  about.carried(filled("{} lines of virtusertable, for recipients", count));
  about.lost("addresses in the fields To: and Cc: stay as they are");
}

void masquerade(Conversion& conversion) {
  auto& about = conversion.finding("masquerade_domains");
  const auto domains = conversion.list("masquerade_domains");
  if (domains.empty()) return about.same("nothing is masqueraded");
  if (!is_domain(domains.front())) {
    return about.lost("`" + base::printable(domains.front()) + "' is no domain");
  }
  for (size_t i = 1; i < domains.size(); ++i) {
    about.lost(base::printable(domains[i]) + ": all hosts are masqueraded as one domain");
  }
  const auto origin = base::to_lower(conversion.origin());
  const bool is_other = origin != base::to_lower(conversion.value("myhostname")) &&
                        origin != base::to_lower(domains.front());
  if (is_other) {
    return about.lost("myorigin is another name, and all hosts are masqueraded as one domain");
  }
  conversion.site.macro("MASQUERADE_AS", {domains.front()});
  conversion.site.macro("MASQUERADE_DOMAIN", {domains.front()});
  conversion.site.feature("limited_masquerade");
  conversion.site.feature("masquerade_entire_domain");
  conversion.site.feature("masquerade_envelope");
  about.carried("MASQUERADE_AS(" + domains.front() + ") for senders of its hosts");
}

void masquerade_exceptions(Conversion& conversion) {
  auto& about = conversion.finding("masquerade_exceptions");
  for (const auto& user : conversion.names("masquerade_exceptions")) {
    if (!is_domain(user)) {
      about.lost("`" + base::printable(user) + "' is no user");
      continue;
    }
    conversion.site.macro("EXPOSED_USER", {user});
    about.carried("EXPOSED_USER(" + user + ")");
  }
}

void unknown_user_relay(Conversion& conversion) {
  auto& about = conversion.finding("luser_relay");
  const auto& raw = conversion.file().find("luser_relay")->value;
  if (raw.empty()) return about.same("mail for unknown users is refused");
  const auto target = list_elements(conversion.value("luser_relay"));
  if (raw.find('$') != std::string::npos || target.size() != 1 ||
      !is_plain_recipient(target.front())) {
    return about.lost("expected one address without $; define LUSER_RELAY by hand");
  }
  conversion.site.aliases.add("unknown-users", target.front());
  conversion.define("luser_relay", "LUSER_RELAY", "local:unknown-users");
}

constexpr Handler kHandlers[] = {
    {"alias_maps", aliases, true},
    {"alias_database", alias_database},
    {"recipient_delimiter", delimiter, true},
    {"virtual_alias_domains", virtual_domains, true},
    {"virtual_alias_maps", virtual_aliases, true},
    {"recipient_canonical_maps", recipient_canonical},
    {"canonical_maps", canonical},
    {"sender_canonical_maps", sender_canonical},
    {"smtp_generic_maps", smtp_generic},
    {"masquerade_domains", masquerade},
    {"masquerade_exceptions", masquerade_exceptions},
    {"luser_relay", unknown_user_relay},
};

}  // namespace

std::span<const Handler> address_handlers() {
  return kHandlers;
}

}  // namespace sendwright::postfix
