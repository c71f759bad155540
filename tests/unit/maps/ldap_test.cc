// Class ldap: what its K lines say, filters, and what is made of the entries that a directory finds.
// tests/system/ldap_map_test.py has a real server.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <map>

#include "base/strings.hh"
#include "maps/connection_pool.hh"
#include "maps/ldap_lookup.hh"
#include "maps/ldap_spec.hh"
#include "maps/map_registry.hh"

using namespace sendwright;
using maps::LdapEntry;
using maps::LdapSpec;
using rules::MapStatus;

namespace {

maps::MapFlags flags_of(std::string_view text) {
  std::vector<char> unknown;
  return maps::parse_map_flags(text, maps::kLdapLetters, unknown);
}

// The message of a wrong declaration, or "".
std::string error_of(std::string_view flags, std::string_view defaults = "") {
  std::vector<std::string> messages;
  const auto spec = maps::parse_ldap_spec("m", flags_of(flags), flags_of(defaults), messages);
  return spec ? base::join(messages, "; ") : spec.error().message;
}

LdapSpec spec_of(std::string_view flags, std::string_view defaults = "") {
  std::vector<std::string> messages;
  auto spec = maps::parse_ldap_spec("m", flags_of(flags), flags_of(defaults), messages);
  BOOST_REQUIRE_MESSAGE(spec, spec.error().message);
  BOOST_TEST(messages.empty());
  return *spec;
}

// A directory of entries by the filter (or base) that finds them.
class Entries final : public maps::LdapDirectory {
 public:
  std::map<std::string, std::vector<LdapEntry>> found;
  std::vector<maps::LdapSearch> searches;

  base::Result<std::vector<LdapEntry>> search(const maps::LdapSearch& search,
                                              const maps::LdapRequest&) override {
    searches.push_back(search);
    const bool is_one = search.scope == maps::LdapScope::kBase;
    const auto entry = found.find(is_one ? search.base : search.filter);
    if (entry == found.end() && is_one) return base::temporary("No such object");
    return entry == found.end() ? std::vector<LdapEntry>() : entry->second;
  }
  base::Result<maps::LdapSearch> search_of_url(const std::string& url) override {
    if (!url.starts_with("ldap:")) return base::temporary("not an LDAP URL");
    return maps::LdapSearch{"b", maps::LdapScope::kSubtree, url.substr(5), {}};
  }
};

std::string look_up(Entries& directory, std::string_view flags, const std::string& key = "k") {
  const LdapSpec spec = spec_of(flags);
  const maps::LdapRequest request{"m", key, spec, {}};
  const auto answer = look_up_ldap(request, fill_ldap_filter(spec, key, key, {}), directory);
  if (!answer) return "failure: " + answer.error().message;
  return base::join(answer->values, "|") + (answer->was_searched_further ? " further" : "");
}

std::string answer_of(std::string_view declaration, const config::Options& options) {
  const config::MapDeclaration line{"m", "ldap", std::string(declaration), "cf", 1};
  maps::MapRegistry registry(std::span(&line, 1), {.options = &options});
  std::string said;
  for (const auto& message : registry.messages()) said += message.text + '\n';
  return said;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ldap_maps)

BOOST_AUTO_TEST_CASE(a_server_by_hosts_or_by_addresses) {
  BOOST_TEST(spec_of("-k x").server.uris == "ldap://localhost:389");
  BOOST_TEST(spec_of("-h one -p 1389 -k x").server.uris == "ldap://one:1389");
  BOOST_TEST(spec_of("-h \"one two:7 [::1] [::2]:8\" -p 9 -k x").server.uris ==
             "ldap://one:9 ldap://two:7 ldap://[::1]:9 ldap://[::2]:8");
  BOOST_TEST(spec_of("-H \"ldaps://a ldapi://%2Frun%2Fl\" -kx").server.uris ==
             "ldaps://a ldapi://%2Frun%2Fl");
  BOOST_TEST(error_of("-h a -H ldap://b -k x") ==
             "Can not specify both an LDAP host and an LDAP URI in map m");
  BOOST_TEST(error_of("-h a -k x", "-H ldap://b") ==
             "Can not specify both an LDAP host and an LDAP URI in map m");
}

BOOST_AUTO_TEST_CASE(all_flags_are_heeded) {
  const LdapSpec spec = spec_of(
      "-b \"dc=a b\" -d cn=x -M simple -P /etc/secret -k (cn=%0) -K -n -V= -z; -1 -s one -r find "
      "-R -c 7 -l 9 -Z 11 -w 2 -x -v cn,sn:NORMAL:person|top");
  BOOST_TEST(spec.base == "dc=a b");
  BOOST_TEST(spec.server.bind_dn == "cn=x");
  BOOST_TEST(spec.secret_file == "/etc/secret");
  BOOST_TEST(spec.filter == "(cn=%0)");
  BOOST_TEST((spec.has_arguments && spec.returns_names && spec.is_single));
  BOOST_TEST((spec.name_separator == '=' && spec.delimiter == ';'));
  BOOST_TEST((spec.scope == maps::LdapScope::kOne && !spec.chases_referrals));
  BOOST_TEST((spec.dereference == maps::LdapDereference::kFinding));
  BOOST_TEST(spec.server.network_timeout.count() == 7);
  BOOST_TEST(spec.time_limit.count() == 9);
  BOOST_TEST(spec.size_limit == 11);
  BOOST_TEST(spec.server.version == 2);
  BOOST_REQUIRE(spec.attributes.size() == 2u);
  BOOST_TEST(base::join(spec.attributes[1].object_classes, ",") == "person,top");
}

BOOST_AUTO_TEST_CASE(a_lookup_has_a_time_limit_in_any_case) {
  BOOST_TEST(spec_of("-k x").time_limit.count() == 30);
  BOOST_TEST(spec_of("-k x -l 0 -c 0").server.network_timeout.count() == 30);
  BOOST_TEST(spec_of("-k x -c 60").time_limit.count() == 60);
}

BOOST_AUTO_TEST_CASE(wrong_flags_are_told_in_sendmails_words) {
  BOOST_TEST(error_of("-v cn") == "No filter given in map m");
  BOOST_TEST(error_of("-k x -s y") == "Scope must be [base|one|sub] (not y) in map m");
  BOOST_TEST(error_of("-k x -r y") ==
             "Deref must be [never|always|search|find] (not y) in map m");
  BOOST_TEST(error_of("-k x -w 4") == "LDAP version 4 exceeds max of 3 in map m");
  BOOST_TEST(error_of("-k x -w y") == "LDAP version 0 is lower than min of 2 in map m");
  BOOST_TEST(error_of("-k x -v cn:ODD") == "Unknown attribute type (ODD) in m");
  BOOST_TEST(error_of("-k x -v cn,CN") == "Duplicate attribute (CN) in m");
  BOOST_TEST(error_of("-k x -v cn:DN") ==
             "LDAP recursion requested in m but no returnable attribute given");
  BOOST_TEST(error_of("-k x -n -v cn:DN,sn") ==
             "LDAP recursion requested in m can not be used with -n");
  BOOST_TEST(error_of("-k x -M y").starts_with("Method for binding must be [none|simple|krbv4"));
  BOOST_TEST(error_of("-k x -c y") == "ldap map m: -c should be a number from 0 to 3600");
  BOOST_TEST(error_of("-k x -M LDAP_AUTH_SIMPLE -s LDAP_SCOPE_SUBTREE -r LDAP_DEREF_NEVER") == "");
}

BOOST_AUTO_TEST_CASE(the_default_specification_fills_what_a_map_leaves_open) {
  const LdapSpec spec = spec_of("-k x -b own", "-h a -b default -s base -z,");
  BOOST_TEST(spec.server.shown == "a");
  BOOST_TEST(spec.base == "own");
  BOOST_TEST((spec.scope == maps::LdapScope::kBase && spec.delimiter == ','));

  config::Options options;
  options.ldap_default_spec = "-h a -k x -v cn -T<x>";
  BOOST_TEST(answer_of("-k x", options) ==
             "readcf: option LDAPDefaultSpec: Do not set non-LDAP specific flags\n"
             "readcf: option LDAPDefaultSpec: Do not set the LDAP search filter\n"
             "readcf: option LDAPDefaultSpec: Do not set the requested LDAP attributes\n");
  options.ldap_default_spec = "-s odd -y";
  BOOST_TEST(answer_of("-k x -s one", options) ==
             "Illegal option y map O LDAPDefaultSpec\n"
             "Scope must be [base|one|sub] (not odd) in map O LDAPDefaultSpec\n");
  options.ldap_default_spec = "-h a";
  BOOST_TEST(answer_of("-P /nonexistent -k x", options) ==
             "LDAP map: cannot open secret /nonexistent: No such file or directory\n");
}

BOOST_AUTO_TEST_CASE(no_octet_of_a_key_is_part_of_the_filters_grammar) {
  const LdapSpec spec = spec_of("-K -k (|(a=%0)(b=%1%9)(c=%%%x))");
  BOOST_TEST(fill_ldap_filter(spec, "x*)(y=\\", "", std::vector<std::string>{"p(q"}) ==
             "(|(a=x\\2A\\29\\28y=\\5C)(b=p\\28q)(c=%%x))");
  BOOST_TEST(fill_ldap_filter(spec, std::string_view("a\0b", 3), "", {}) ==
             "(|(a=a\\00b)(b=)(c=%%x))");
  // Without -K arguments are no part of it; %s is for keys that are filters.
  BOOST_TEST(fill_ldap_filter(spec_of("-k (&(a=%1)%s)"), "(b=x)", "(B=X)",
                              std::vector<std::string>{"p"}) == "(&(a=%1)(B=X))");
}

BOOST_AUTO_TEST_CASE(values_names_and_pairs) {
  Entries directory;
  directory.found["k"] = {{{{"cn", {"a", "b"}}, {"sn", {"c"}}}}, {{{"cn", {"d"}}}}};
  BOOST_TEST(look_up(directory, "-k %0 -v cn") == "a|b|c|d");  // a server sends what it was asked for
  BOOST_TEST(look_up(directory, "-k %0 -n") == "cn|sn|cn");
  BOOST_TEST(look_up(directory, "-k %0 -V:") == "cn:a|cn:b|sn:c|cn:d");
  BOOST_TEST(look_up(directory, "-k %0 -1") == "");
  BOOST_TEST(look_up(directory, "-k %0", "other") == "");
  BOOST_TEST(base::join(directory.searches[0].attributes, ",") == "cn");
  BOOST_TEST(directory.searches[1].attributes.empty());
}

BOOST_AUTO_TEST_CASE(entries_point_to_others) {
  Entries directory;
  directory.found["k"] = {{{{"next", {"f1", "f3"}}, {"cn", {"own"}}}}};
  directory.found["f1"] = {{{{"next", {"f2", "k"}}, {"cn", {"one"}}}}};
  directory.found["f2"] = {{{{"where", {"dc=x"}}, {"cn", {"two"}}}}};
  directory.found["f3"] = {{{{"cn", {"three"}}, {"url", {"ldap:f4"}}}}};
  directory.found["f4"] = {{{{"objectClass", {"top"}}, {"sn", {"four"}}}}};
  directory.found["dc=x"] = {{{{"cn", {"there"}}}}};
  constexpr std::string_view kFlags = "-k %0 -v cn,next:FILTER,where:DN,url:URL";
  BOOST_TEST(look_up(directory, kFlags) == "own|one|two|there|three|four further");
  BOOST_TEST(look_up(directory, std::string(kFlags) + " -1") == "own");
  directory.searches.clear();
  look_up(directory, std::string(kFlags) + " -m");
  BOOST_TEST(directory.searches.size() == 1u);  // that there is an entry is all one wants to know
  directory.found["odd"] = {{{{"url", {"http:x"}}}}};
  BOOST_TEST(look_up(directory, kFlags, "odd") ==
             "failure: Error getting LDAP results, map=m, name=odd: not an LDAP URL");
  directory.found["gone"] = {{{{"where", {"dc=none"}}}}};
  BOOST_TEST(look_up(directory, kFlags, "gone") == "failure: No such object");
}

BOOST_AUTO_TEST_CASE(pointers_do_not_go_on_for_ever) {
  Entries directory;
  for (int i = 0; i < 1000; ++i)
    directory.found[std::to_string(i)] = {{{{"next", {std::to_string(i + 1)}}, {"cn", {"v"}}}}};
  BOOST_TEST(look_up(directory, "-k %0 -v cn,next:FILTER", "900").size() == 200u + 7u);
  BOOST_TEST(look_up(directory, "-k %0 -v cn,next:FILTER", "0") ==
             "failure: LDAP recursion in map m needs too many searches");
  BOOST_TEST(directory.searches.size() < 400u);
}

BOOST_AUTO_TEST_CASE(attributes_count_in_their_object_classes) {
  Entries directory;
  directory.found["k"] = {{{{"objectClass", {"top", "Person"}}, {"cn", {"a"}}, {"sn", {"b"}}}}};
  BOOST_TEST(look_up(directory, "-k %0 -v cn:NORMAL:person,sn:NORMAL:other|host") == "a");
  BOOST_TEST(base::join(directory.searches[0].attributes, ",") == "cn,sn,objectClass");
}

BOOST_AUTO_TEST_CASE(a_server_that_fails_is_tried_by_one_lookup_at_a_time) {
  struct Connection {
    bool is_lost = false;
    [[nodiscard]] bool is_usable() const { return !is_lost; }
  };
  using Made = base::Result<std::unique_ptr<Connection>>;
  maps::ConnectionPool<Connection> pool(4);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  const auto connect = []() -> Made { return std::make_unique<Connection>(); };
  const auto refuse = []() -> Made { return base::temporary("down"); };
  const auto ask = [](Connection&) -> base::Result<int> { return 1; };
  const auto text = [](const base::Result<int>& answer) {
    return answer ? std::to_string(*answer) : answer.error().message;
  };
  // While nothing failed, a second one makes a connection of its own.
  const auto also = [&](Connection&) -> base::Result<int> {
    BOOST_TEST(text(pool.use(deadline, connect, ask)) == "1");
    return 2;
  };
  BOOST_TEST(text(pool.use(deadline, connect, also)) == "2");
  const auto lose = [](Connection& connection) -> base::Result<int> {
    connection.is_lost = true;
    return base::temporary("lost");
  };
  BOOST_TEST(text(pool.use(deadline, refuse, lose)) == "down");  // after both kept ones were tried
  const auto meanwhile = [&]() -> Made {
    BOOST_TEST(text(pool.use(deadline, connect, ask)) == "down");
    return connect();
  };
  BOOST_TEST(text(pool.use(deadline, meanwhile, ask)) == "1");
  BOOST_TEST(text(pool.use(deadline, connect, also)) == "2");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there) {
  config::Options options;
  const config::MapDeclaration lines[] = {
      {"m", "ldap", "-H ldapi://%2Fnonexistent%2Fsocket -k (a=%0)", "cf", 1},
      {"o", "ldapx", "-o -H ldapi://%2Fnonexistent%2Fsocket -k (a=%0)", "cf", 2}};
  maps::MapRegistry registry(lines, {.options = &options});
  BOOST_TEST(registry.messages().empty());
  base::BlockingWaiter waiter;
  config::MacroScope macros;
  const auto answer = registry.find("m")->lookup("x", {}, {waiter, macros});
  BOOST_TEST((answer.status == MapStatus::kTemporaryFailure));
  BOOST_TEST(answer.diagnostic.starts_with(
      "ldap_init/ldap_bind failed to ldapi://%2Fnonexistent%2Fsocket in map m: "));
  BOOST_TEST((registry.find("o")->lookup("x", {}, {waiter, macros}).status ==
              MapStatus::kNotFound));
}

BOOST_AUTO_TEST_SUITE_END()
