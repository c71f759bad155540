#include "rules/lint/relay_probe.hh"

#include <algorithm>
#include <array>

#include "base/strings.hh"
#include "config/expand.hh"

namespace sendwright::rules::lint {
namespace {

constexpr std::string_view kClientV4 = "203.0.113.77";
constexpr std::string_view kLabel = "relay-probe";
constexpr std::size_t kMaxOwnNames = 3;
constexpr std::size_t kMaxClassMembers = 4;

std::string bracketed(std::string_view text) {
  return "[" + std::string(text) + "]";
}

bool is_host_name(std::string_view word) {
  return !word.empty() && word.front() != '[' && word.front() != '.' &&
         !base::is_ascii_digit(word.front());
}

void add_once(std::vector<std::string>& names, std::string_view name) {
  if (!name.empty() && std::ranges::find(names, name) == names.end()) names.emplace_back(name);
}

// Names by which mail is for this host, the full name first.
std::vector<std::string> own_names(const config::Configuration& configuration) {
  std::vector<std::string> names;
  add_once(names, config::macro_value("j", configuration.macros));
  if (const config::NameClass* const own = configuration.find_class("w")) {
    for (const std::string& word : own->members()) {
      if (names.size() < kMaxOwnNames && is_host_name(word)) add_once(names, word);
    }
  }
  add_once(names, "localhost");
  return names;
}

// One form of recipient: `%r` is the domain that is not ours, `%o` a name of ours.
struct Form {
  std::string_view name;
  std::string_view text;
};

constexpr std::array kForms{
    Form{"plain address", "u@%r"},
    Form{"percent hack", "u%%r@%o"},
    Form{"percent hack twice", "u%%r%%o@%o"},
    Form{"percent hack without a host", "u%%r"},
    Form{"percent hack through a third host", "u%%r@third.%r"},
    Form{"bang path", "%r!u"},
    Form{"bang path at our name", "%r!u@%o"},
    Form{"bang path through our name", "%o!%r!u"},
    Form{"quoted local part", "\"u@%r\"@%o"},
    Form{"quoted local part without a host", "\"u@%r\""},
    Form{"quoted percent hack", "\"u%%r\"@%o"},
    Form{"quoted bang path", "\"%r!u\"@%o"},
    Form{"source route", "@%o:u@%r"},
    Form{"source route through two hosts", "@%o,@%o:u@%r"},
    Form{"source route with a percent hack", "@%o:u%%r@%o"},
    Form{"nested brackets", "<u@%r>"},
    Form{"two at signs, ours last", "u@%r@%o"},
    Form{"two at signs, ours first", "u@%o@%r"},
    Form{"trailing dot", "u@%r."},
    Form{"trailing dot and percent hack", "u%%r.@%o."},
    Form{"trailing at sign", "u@%r@"},
    Form{"percent hack with a trailing at sign", "u%%r@"},
    Form{"percent hack in front of a bang path", "%o!u%%r"},
    Form{"colon", "%o:u@%r"},
    Form{"semicolon", "u@%r;@%o"},
    Form{"backslash", "u\\@%r@%o"},
};

std::string filled(std::string_view form, std::string_view target, std::string_view own) {
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const char letter = form[i] == '%' && i + 1 < form.size() ? form[i + 1] : '\0';
    if (letter == 'r' || letter == 'o') {
      text += letter == 'r' ? target : own;
      ++i;
    } else {
      text += form[i];  // of `%%r` the first: a percent sign in front of the domain
    }
  }
  return "<" + text + ">";
}

bool uses_own_name(std::string_view form) {
  return form.find("%o") != form.npos;
}

// `com`, `de`, `co.uk`: nobody owns such a domain as a whole.
bool is_public_domain(std::string_view name) {
  constexpr std::array<std::string_view, 14> kGeneric{"com",  "net", "org",  "edu",   "gov",
                                                      "mil",  "int", "info", "biz",   "name",
                                                      "arpa", "pro", "mobi", "online"};
  constexpr std::array<std::string_view, 8> kSecond{"co", "com", "net", "org",
                                                    "ac", "edu", "gov", "ne"};
  if (name.starts_with('.')) name.remove_prefix(1);
  const auto is_country = [](std::string_view label) {
    return label.size() == 2 && std::ranges::none_of(label, base::is_ascii_digit);
  };
  const auto equals = [&](std::string_view other) {
    return base::equals_ignoring_case(name, other);
  };
  if (std::ranges::any_of(kGeneric, equals) || is_country(name)) return true;
  const std::size_t dot = name.find('.');
  return dot != name.npos && is_country(name.substr(dot + 1)) &&
         std::ranges::find(kSecond, name.substr(0, dot)) != kSecond.end();
}

void add_members(const config::Configuration& configuration, std::string_view class_name,
                 std::vector<std::string>& names) {
  const config::NameClass* const members = configuration.find_class(class_name);
  if (members == nullptr) return;
  std::size_t count = 0;
  for (const std::string& word : members->members()) {
    if (!is_host_name(word) || is_public_domain(word)) continue;
    if (++count > kMaxClassMembers) return;
    add_once(names, word);
  }
}

}  // namespace

std::string certain_own_name(const config::Configuration& configuration) {
  const std::string full_name = config::macro_value("j", configuration.macros);
  const config::NameClass* const own = configuration.find_class("w");
  if (own == nullptr || own->contains(full_name)) return full_name;
  const auto found = std::ranges::find_if(own->members(), is_host_name);
  return found == own->members().end() ? full_name : *found;
}

ProbeClient nameless_client() {
  const std::string name = bracketed(kClientV4);
  return {std::string(kClientV4) + ", without a name",
          std::string(kClientV4),
          name,
          name,
          "FAIL",
          "relay-probe.example"};
}

std::vector<std::string> top_domains(const config::Configuration& configuration) {
  std::vector<std::string> names{"com", "net", "org"};
  for (const std::string_view class_name : {"R", "VirtHost"}) {
    const config::NameClass* const members = configuration.find_class(class_name);
    if (members == nullptr) continue;
    for (const std::string& word : members->members()) {
      if (is_public_domain(word)) {
        add_once(names, base::to_lower(word.starts_with('.') ? word.substr(1) : word));
      }
    }
  }
  return names;
}

std::vector<ProbeClient> probe_clients(const config::Configuration& configuration) {
  std::vector<ProbeClient> clients{nameless_client()};
  const auto add_named = [&](const std::string& name) {
    ProbeClient client = nameless_client();
    client.what = std::string(kClientV4) + ", named " + name;
    client.name = client.ptr = client.hello = name;
    client.resolve = "OK";
    clients.push_back(client);
  };
  add_named("client." + std::string(kProbeDomain));
  for (const std::string& domain : top_domains(configuration))
    add_named("client." + std::string(kLabel) + "." + domain);
  for (const std::string& own : own_names(configuration)) {
    ProbeClient client = nameless_client();
    client.what = std::string(kClientV4) + ", whose address forges the name " + own;
    client.ptr = client.hello = own;
    client.resolve = "FORGED";
    clients.push_back(client);
  }
  ProbeClient liar = nameless_client();
  liar.hello = own_names(configuration).front();
  liar.what = std::string(kClientV4) + ", which greets with our name";
  clients.push_back(liar);
  ProbeClient unsure = nameless_client();
  unsure.resolve = "TEMP";
  unsure.what = std::string(kClientV4) + ", whose name cannot be found now";
  clients.push_back(unsure);
  const std::string address = "IPv6:2001:db8:cafe:77::1";
  clients.push_back({address + ", without a name", address, bracketed(address), bracketed(address),
                     "FAIL", std::string(kProbeDomain)});
  // An address of a test network may be this machine's own.
  std::erase_if(clients, [&](const ProbeClient& client) {
    const config::NameClass* const own = configuration.find_class("w");
    return own != nullptr && own->contains(bracketed(client.address));
  });
  return clients;
}

std::vector<ProbeClient> wide_networks() {
  std::vector<ProbeClient> clients;
  const auto add = [&clients](const std::string& address, const std::string& network) {
    clients.push_back({"any client of " + network, address, bracketed(address), bracketed(address),
                       "FAIL", std::string(kProbeDomain)});
  };
  for (int first = 1; first < 224; ++first) {
    if (first == 10 || first == 127) continue;  // private, and our own
    const std::string octet = std::to_string(first);
    add(octet + ".203.113.77", octet + ".0.0.0/8");
  }
  for (const std::string_view group :
       {"2001", "2003", "2400", "2401", "2402", "2403", "2404", "2405", "2406", "2407", "2408",
        "2409", "240a", "240e", "2600", "2601", "2602", "2603", "2604", "2605", "2606", "2607",
        "2620", "2800", "2801", "2803", "2804", "2a00", "2a01", "2a02", "2a03", "2a04", "2a05",
        "2a06", "2a07", "2a09", "2a0a", "2a0b", "2a0c", "2a0d", "2a0e", "2a10", "2a12", "2c0f"}) {
    add("IPv6:" + std::string(group) + ":db8:77::77", "IPv6:" + std::string(group) + "::/16");
  }
  return clients;
}

ProbeSender foreign_sender() {
  return {"a stranger's address", "<user@sender." + std::string(kProbeDomain) + ">"};
}

std::vector<ProbeSender> probe_senders(const config::Configuration& configuration) {
  std::vector<ProbeSender> senders{foreign_sender(), {"no address", "<>"}};
  std::vector<std::string> names = own_names(configuration);
  for (const std::string_view class_name : {"R", "M", "G", "VirtHost", "m"})
    add_members(configuration, class_name, names);
  for (const std::string& name : names) {
    senders.push_back({"a sender that claims to be ours", "<user@" + name + ">"});
    senders.push_back({"a sender that claims to be ours", "<user@host." + name + ">"});
  }
  senders.push_back({"a sender that claims to be ours", "<postmaster@" + names.front() + ".>"});
  senders.push_back({"a sender without a domain", "<postmaster>"});
  senders.push_back({"a sender without a domain", "<root>"});
  senders.push_back({"a sender with a quoted local part",
                     "<\"user@" + names.front() + "\"@" + names.front() + ">"});
  return senders;
}

ProbeRecipient plain_recipient(std::string_view target) {
  return {"plain address", "<u@" + std::string(target) + ">", std::string(target)};
}

std::vector<ProbeRecipient> probe_recipients(const config::Configuration& configuration) {
  std::vector<ProbeRecipient> recipients;
  const std::string target(kProbeDomain);
  const std::vector<std::string> names = own_names(configuration);
  for (const Form& form : kForms) {
    for (const std::string& own : names) {
      recipients.push_back({std::string(form.name), filled(form.text, target, own), target});
      if (!uses_own_name(form.text)) break;
    }
  }
  for (const std::string_view literal : {"[192.0.2.1]", "[IPv6:2001:db8::1]"}) {
    const std::string address(literal);
    recipients.push_back({"address literal", "<u@" + address + ">", address});
    recipients.push_back({"percent hack with an address literal",
                          "<u%" + address + "@" + names.front() + ">", address});
  }
  return recipients;
}

}  // namespace sendwright::rules::lint
