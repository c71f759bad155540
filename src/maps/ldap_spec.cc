#include "maps/ldap_spec.hh"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.hh"

namespace sendwright::maps {
namespace {

constexpr std::int64_t kDefaultSeconds = 30, kMaxSeconds = 3600;
constexpr std::string_view kDefaultsName = "O LDAPDefaultSpec";

// A word that a flag may have; sendmail takes the names of the protocol's constants as well.
template <typename Value>
struct Choice {
  std::string_view word;
  Value value;
};
constexpr Choice<LdapScope> kScopes[] = {
    {"base", LdapScope::kBase}, {"one", LdapScope::kOne}, {"sub", LdapScope::kSubtree},
    {"onelevel", LdapScope::kOne}, {"subtree", LdapScope::kSubtree}};
constexpr Choice<LdapDereference> kDereferences[] = {{"never", LdapDereference::kNever},
                                                     {"always", LdapDereference::kAlways},
                                                     {"search", LdapDereference::kSearching},
                                                     {"searching", LdapDereference::kSearching},
                                                     {"find", LdapDereference::kFinding},
                                                     {"finding", LdapDereference::kFinding}};
constexpr Choice<LdapMethod> kMethods[] = {{"none", LdapMethod::kNone},
                                           {"simple", LdapMethod::kSimple},
                                           {"krbv4", LdapMethod::kGssapi},
                                           {"gssapi", LdapMethod::kGssapi},
                                           {"external", LdapMethod::kExternal}};
constexpr Choice<LdapValueKind> kKinds[] = {{"", LdapValueKind::kNormal},
                                            {"normal", LdapValueKind::kNormal},
                                            {"dn", LdapValueKind::kDn},
                                            {"filter", LdapValueKind::kFilter},
                                            {"url", LdapValueKind::kUrl}};

template <typename Value, std::size_t Count>
std::optional<Value> choose(const Choice<Value> (&choices)[Count], std::string_view word,
                            std::string_view prefix = "") {
  const std::string folded = base::to_lower(word);
  std::string_view wanted = folded;
  if (!prefix.empty() && wanted.starts_with(prefix)) wanted.remove_prefix(prefix.size());
  for (const auto& choice : choices)
    if (choice.word == wanted) return choice.value;
  return std::nullopt;
}

class SpecParser {
 public:
  SpecParser(std::string_view map_name, const MapFlags& flags, const MapFlags& defaults,
             std::vector<std::string>& messages)
      : map_name_(map_name), own_(flags.own), messages_(messages) {
    own_.insert(defaults.own.begin(), defaults.own.end());
    spec_.is_match_only = flags.is_match_only;
    spec_.delimiter = flags.delimiter ? flags.delimiter : defaults.delimiter;
  }

  base::Result<LdapSpec> parse() {
    read_server();
    read_search();
    read_answer();
    if (!error_.empty()) return base::permanent(error_);
    return std::move(spec_);
  }

 private:
  [[nodiscard]] bool has(char letter) const { return own_.contains(letter); }
  [[nodiscard]] std::string value(char letter) const {
    const auto found = own_.find(letter);
    return found == own_.end() ? std::string() : found->second;
  }
  void fail(std::string text) {
    if (error_.empty()) error_ = std::move(text);
  }

  template <typename Value, std::size_t Count>
  void read_choice(char letter, const Choice<Value> (&choices)[Count], std::string_view prefix,
                   std::string_view expected, Value& target) {
    if (!has(letter)) return;
    if (const auto chosen = choose(choices, value(letter), prefix)) target = *chosen;
    else
      fail(std::string(expected) + " (not " + base::printable(value(letter)) + ") in map " +
           map_name_);
  }

  std::int64_t number(char letter, std::int64_t fallback, std::int64_t largest) {
    if (!has(letter)) return fallback;
    const auto number = base::parse_integer(value(letter));
    if (number && *number >= 0 && *number <= largest) return *number == 0 ? fallback : *number;
    messages_.push_back("ldap map " + map_name_ + ": -" + letter +
                        " should be a number from 0 to " + std::to_string(largest));
    return fallback;
  }

  void read_server() {
    LdapServer& server = spec_.server;
    if (has('h') && has('H'))
      fail("Can not specify both an LDAP host and an LDAP URI in map " + map_name_);
    const std::string port = std::to_string(number('p', 389, 65535));
    server.shown = has('H') ? value('H') : has('h') ? value('h') : "localhost";
    if (has('H')) server.uris = server.shown;
    else
      for (const auto host : base::split_words(server.shown)) {
        const bool has_port = host.find(':', host.find(']') + 1) != host.npos;
        server.uris += (server.uris.empty() ? "ldap://" : " ldap://") + std::string(host) +
                       (has_port ? "" : ":" + port);
      }
    read_version();
    read_choice('M', kMethods, "ldap_auth_",
                "Method for binding must be [none|simple|krbv4|gssapi|external]", server.method);
    server.bind_dn = value('d');
    spec_.secret_file = value('P');
    const std::int64_t network = number('c', kDefaultSeconds, kMaxSeconds);
    server.network_timeout = std::chrono::seconds(network);
    spec_.time_limit =
        std::chrono::seconds(number('l', std::max(network, kDefaultSeconds), kMaxSeconds));
  }

  void read_version() {
    if (!has('w')) return;
    const auto version = base::parse_integer(value('w')).value_or(0);
    const std::string text = "LDAP version " + std::to_string(version);
    if (version > 3) fail(text + " exceeds max of 3 in map " + map_name_);
    if (version < 2) fail(text + " is lower than min of 2 in map " + map_name_);
    spec_.server.version = version == 2 ? 2 : 3;
  }

  void read_search() {
    spec_.base = value('b');
    read_choice('s', kScopes, "ldap_scope_", "Scope must be [base|one|sub]", spec_.scope);
    read_choice('r', kDereferences, "ldap_deref_", "Deref must be [never|always|search|find]",
                spec_.dereference);
    spec_.chases_referrals = !has('R');
    spec_.size_limit = static_cast<int>(number('Z', 0, 1000000));
    spec_.has_arguments = has('K');
    spec_.filter = value('k');
    if (spec_.filter.empty() && map_name_ != kDefaultsName)
      fail("No filter given in map " + map_name_);
  }

  void read_answer() {
    spec_.is_single = has('1');
    spec_.returns_names = has('n');
    if (has('V')) spec_.name_separator = value('V').empty() ? ' ' : value('V').front();
    const std::string names = value('v');
    for (const auto text : base::split(names, ','))
      if (const auto word = base::trim(text); !word.empty() && word != "*") read_attribute(word);
    const auto& attributes = spec_.attributes;
    const auto is_normal = [](const auto& a) { return a.kind == LdapValueKind::kNormal; };
    if (std::ranges::all_of(attributes, is_normal)) return;
    const std::string text = "LDAP recursion requested in " + map_name_;
    if (spec_.returns_names) fail(text + " can not be used with -n");
    if (std::ranges::none_of(attributes, is_normal))
      fail(text + " but no returnable attribute given");
  }

  // NAME[:TYPE[:CLASS|CLASS...]]
  void read_attribute(std::string_view text) {
    LdapAttribute attribute;
    const std::size_t colon = std::min(text.find(':'), text.size());
    attribute.name = text.substr(0, colon);
    text.remove_prefix(std::min(colon + 1, text.size()));
    const auto type = text.substr(0, text.find(':'));
    text.remove_prefix(std::min(type.size() + 1, text.size()));
    if (const auto kind = choose(kKinds, type)) attribute.kind = *kind;
    else fail("Unknown attribute type (" + base::printable(type) + ") in " + map_name_);
    for (const auto object_class : base::split(text, '|'))
      if (!object_class.empty()) attribute.object_classes.emplace_back(object_class);
    for (const auto& other : spec_.attributes)
      if (base::equals_ignoring_case(other.name, attribute.name))
        fail("Duplicate attribute (" + base::printable(attribute.name) + ") in " + map_name_);
    spec_.attributes.push_back(std::move(attribute));
  }

  const std::string map_name_;
  std::map<char, std::string> own_;
  std::vector<std::string>& messages_;
  LdapSpec spec_;
  std::string error_;
};

}  // namespace

base::Result<LdapSpec> parse_ldap_spec(std::string_view map_name, const MapFlags& flags,
                                       const MapFlags& defaults,
                                       std::vector<std::string>& messages) {
  return SpecParser(map_name, flags, defaults, messages).parse();
}

MapFlags parse_ldap_defaults(std::string_view text, std::vector<std::string>& messages) {
  constexpr std::string_view kComplaint = "readcf: option LDAPDefaultSpec: Do not set ";
  std::vector<char> unknown;
  MapFlags given = parse_map_flags(text, kLdapLetters, unknown);
  for (const char letter : unknown)
    messages.push_back("Illegal option " + base::printable(std::string_view(&letter, 1)) +
                       " map " + std::string(kDefaultsName));
  MapFlags plain;  // what is left when only the flags of the class are given
  plain.own = given.own;
  plain.delimiter = given.delimiter;
  plain.spec = given.spec;
  const bool is_plain = given == plain && !given.has('1');
  if (!is_plain) messages.push_back(std::string(kComplaint) + "non-LDAP specific flags");
  if (given.has('k')) messages.push_back(std::string(kComplaint) + "the LDAP search filter");
  if (given.has('v'))
    messages.push_back(std::string(kComplaint) + "the requested LDAP attributes");
  for (const char letter : {'1', 'k', 'v'}) plain.own.erase(letter);
  const auto spec = parse_ldap_spec(kDefaultsName, plain, {}, messages);
  if (!spec) messages.push_back(spec.error().message);
  return plain;
}

}  // namespace sendwright::maps
