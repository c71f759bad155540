// Who we are, for whom we take mail, for whom we relay it: myhostname, mydestination, mynetworks,
// relay_domains, relayhost and what belongs to them.
#include <algorithm>

#include "base/strings.hh"
#include "tools/postfix/conversion.hh"
#include "tools/postfix/names.hh"
#include "tools/postfix/text.hh"

namespace sendwright::postfix {

namespace {

void host_name(Conversion& conversion) {
  const auto name = conversion.value("myhostname");
  if (!is_domain(name)) {
    conversion.finding("myhostname").lost("`" + base::printable(name) + "' is no host name");
    return;
  }
  conversion.define("myhostname", "confDOMAIN_NAME", name);
}

void domain_name(Conversion& conversion) {
  conversion.finding("mydomain").carried("put in where other parameters say $mydomain");
}

// What unqualified senders of this host are completed with.
void origin(Conversion& conversion) {
  auto& about = conversion.finding("myorigin");
  auto name = conversion.value("myorigin");
  if (name.starts_with('/')) {
    const auto text = conversion.reader().read_file(name);
    if (!text) return about.lost(text.error().message);
    name = base::trim(std::string_view(*text).substr(0, text->find('\n')));
    conversion.set_origin(name);
  }
  if (base::equals_ignoring_case(name, conversion.value("myhostname"))) {
    return about.same("senders without a domain get the name of the host");
  }
  if (!is_domain(name)) return about.lost("`" + base::printable(name) + "' is no domain");
  conversion.site.macro("MASQUERADE_AS", {name});
  conversion.site.feature("limited_masquerade");
  conversion.site.feature("masquerade_envelope");
  conversion.site.feature("always_add_domain", {name});
  about.carried("MASQUERADE_AS(" + name + ") for addresses without a domain");
}

void destination(Conversion& conversion) {
  auto& about = conversion.finding("mydestination");
  for (const auto& name : conversion.names("mydestination")) {
    if (!is_domain(name) && !parse_network(name)) {
      about.lost("`" + base::printable(name) + "' is no domain");
      continue;
    }
    conversion.destinations.insert(name);
    conversion.site.local_names.insert(name);
  }
  if (conversion.destinations.empty()) {
    about.note("mydestination is empty: this host has no users of its own");
  } else if (!conversion.destinations.contains(base::to_lower(conversion.value("myhostname")))) {
    about.note("sendmail takes mail for its own host name too; it cannot be told otherwise");
  }
  about.carried(filled("{} names in local-host-names", conversion.destinations.size()));
  conversion.define("mydestination", "confDONT_PROBE_INTERFACES", "True");
}

// Whether `permit` stands in front of what refuses relaying, in both lists that may refuse it.
bool may_relay(Conversion& conversion, std::string_view permit) {
  bool is_decided = false;
  for (const auto* list : {"smtpd_relay_restrictions", "smtpd_recipient_restrictions"}) {
    bool is_permitted = false;
    for (const auto& restriction : conversion.list(list)) {
      if (restriction == permit) is_permitted = true;
      if (restriction == "reject_unauth_destination" || restriction == "defer_unauth_destination" ||
          restriction == "reject") {
        if (!is_permitted) return false;
        is_decided = true;
        break;
      }
    }
  }
  return is_decided;
}

void exclude_or_trust(Conversion& conversion, std::string element, Finding& about, size_t& count) {
  const bool is_excluded = element.starts_with('!');
  if (is_excluded) element.erase(0, 1);
  const auto network = parse_network(element);
  if (!network) {
    if (!is_domain(element)) return about.lost("`" + base::printable(element) + "' is no network");
    if (!is_excluded && conversion.networks_may_relay) {
      conversion.add_access("mynetworks", "Connect:" + element, "RELAY");
      about.note(element + ": by the name that the address of the client leads to");
    }
    return;
  }
  const bool is_known = std::ranges::any_of(conversion.trusted, [&](const TrustedNetwork& other) {
    return other.network.covers(*network);
  });
  if (is_known)
    return about.note(element + " is covered by what stands before it, and has no effect");
  const auto keys = access_keys(*network);
  if (keys.empty()) {
    return about.lost(
        element +
        (network->prefix == 0
             ? ": everyone may relay, which no access table should say"
             : ": more than 256 lines of the access table; write a wider or narrower network"));
  }
  conversion.trusted.push_back({*network, is_excluded});
  if (!conversion.networks_may_relay) return;
  for (const auto& key : keys) {
    conversion.add_access("mynetworks", "Connect:" + key, is_excluded ? "SKIP" : "RELAY");
    ++count;
  }
}

void networks(Conversion& conversion) {
  auto& about = conversion.finding("mynetworks");
  conversion.networks_may_relay = may_relay(conversion, "permit_mynetworks");
  conversion.logins_may_relay = may_relay(conversion, "permit_sasl_authenticated");
  size_t count = 0;
  constexpr size_t kMaxNetworks = 4000;
  auto elements = conversion.names("mynetworks");
  if (elements.size() > kMaxNetworks) {
    about.lost(
        filled("{} networks behind the first {}", elements.size() - kMaxNetworks, kMaxNetworks));
    elements.resize(kMaxNetworks);
  }
  for (const auto& element : elements)
    exclude_or_trust(conversion, element, about, count);
  if (conversion.networks_may_relay) {
    about.carried(filled("{} lines Connect:... in access", count));
  } else {
    about.carried(
        "no network but this host may relay, since no list has permit_mynetworks before "
        "reject_unauth_destination");
  }
}

void networks_style(Conversion& conversion) {
  auto& about = conversion.finding("mynetworks_style");
  if (conversion.is_set("mynetworks")) {
    about.same("mynetworks is set, so this has no effect");
  } else if (conversion.value("mynetworks_style") == "host") {
    about.same("the host itself may relay");
  } else {
    about.lost("the networks of this host are not looked up: add Connect:NETWORK RELAY to access");
  }
}

void relay_domains(Conversion& conversion) {
  auto& about = conversion.finding("relay_domains");
  const bool has_recipients = conversion.is_set("relay_recipient_maps") &&
                              !conversion.value("relay_recipient_maps").empty();
  for (auto name : conversion.names("relay_domains")) {
    if (conversion.destinations.contains(name)) continue;
    if (name.starts_with('.')) name.erase(0, 1);
    if (!is_domain(name)) {
      about.lost("`" + base::printable(name) + "' is no domain");
      continue;
    }
    conversion.relayed.insert(name);
    if (!has_recipients) conversion.add_access("relay_domains", "To:" + name, "RELAY");
  }
  if (has_recipients) {
    about.carried(filled("{} domains; their recipients are those of relay_recipient_maps",
                         conversion.relayed.size()));
  } else {
    about.carried(filled("{} lines To:... RELAY in access, which cover their subdomains as here",
                         conversion.relayed.size()));
  }
}

void relay_recipients(Conversion& conversion) {
  auto& about = conversion.finding("relay_recipient_maps");
  size_t count = 0;
  bool is_complete = true;
  for (const auto& element : conversion.list("relay_recipient_maps")) {
    const auto table = conversion.table("relay_recipient_maps", element);
    is_complete =
        is_complete && table && table->kind == LookupTable::Kind::kPairs && table->losses.empty();
    if (!table) continue;
    for (const auto& entry : table->entries) {
      const auto address = parse_address(entry.key);
      if (!address || !conversion.relayed.contains(address->domain)) {
        about.lost(entry.place + ": `" + base::printable(entry.key) +
                   "' is no address of relay_domains");
        continue;
      }
      const auto key =
          address->user.empty() ? address->domain : address->user + '@' + address->domain;
      conversion.add_access("relay_recipient_maps", "To:" + key, "RELAY");
      ++count;
    }
  }
  // Without the whole list of recipients, refusing the others would lose mail.
  for (const auto& domain : conversion.relayed) {
    if (conversion.site.access.find("To:" + domain) != nullptr) continue;
    conversion.add_access("relay_recipient_maps", "To:" + domain,
                          is_complete ? "ERROR:5.1.1:\"550 User unknown\"" : "RELAY");
  }
  if (!is_complete)
    about.lost("all recipients of relay_domains are taken, since the list is not complete");
  about.carried(filled("{} lines To:user@domain RELAY in access", count));
}

void relay_host(Conversion& conversion) {
  auto& about = conversion.finding("relayhost");
  std::string hosts;
  int port = 0;
  for (const auto& element : conversion.list("relayhost")) {
    const auto hop = parse_next_hop(element);
    if (!hop) {
      about.lost("`" + base::printable(element) + "' is no host: expected [host]:port");
    } else if (port != 0 && port != hop->port) {
      about.lost(element + ": one port for all hosts, and " + std::to_string(port) + " is taken");
    } else {
      hosts += (hosts.empty() ? "relay:" : ":") + hop->host;
      port = hop->port;
    }
  }
  if (hosts.empty()) {
    if (about.is_empty()) about.same("mail goes to the mail exchangers of its domain");
    return;
  }
  conversion.define("relayhost", "SMART_HOST", hosts);
  if (port != 25) conversion.define("relayhost", "RELAY_MAILER_ARGS", filled("TCP $h {}", port));
  if (port == 465) about.lost("TLS from the first octet on port 465; ask for port 587 of the host");
  if (conversion.destinations.empty()) {
    conversion.define("relayhost", "MAIL_HUB", hosts);
    about.note("mydestination is empty, so that mail for users without a domain goes there too");
  }
}

constexpr Handler kHandlers[] = {
    {"myhostname", host_name},
    {"mydomain", domain_name},
    {"myorigin", origin},
    {"mydestination", destination, true},
    {"mynetworks", networks, true},
    {"mynetworks_style", networks_style},
    {"relay_domains", relay_domains},
    {"relay_recipient_maps", relay_recipients},
    {"relayhost", relay_host},
};

}  // namespace

std::span<const Handler> domain_handlers() {
  return kHandlers;
}

}  // namespace sendwright::postfix
