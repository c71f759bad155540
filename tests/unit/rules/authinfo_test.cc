#include "rules/authinfo.hh"

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using test::Site;

base::Result<AuthInfo> parse(const std::vector<std::string>& words) {
  return parse_auth_info(words);
}

BOOST_AUTO_TEST_CASE(words_of_an_answer) {
  const auto info = parse({"\"U:alice\"", "\"I:alice-id\"", "\"P:se:cr=et\"", "\"R:example.org\"",
                           "\"M:DIGEST-MD5 CRAM-MD5\""});
  BOOST_REQUIRE(info.has_value());
  BOOST_TEST(info->user == "alice");
  BOOST_TEST(info->authentication_id == "alice-id");
  BOOST_TEST(info->password == "se:cr=et");
  BOOST_TEST(info->realm == "example.org");
  BOOST_TEST(info->mechanisms == "DIGEST-MD5 CRAM-MD5");
  BOOST_TEST(info->is_usable());
}

BOOST_AUTO_TEST_CASE(base64_and_odd_words) {
  BOOST_TEST(parse({"P=c2VjcmV0"})->password == "secret");
  BOOST_TEST(parse({"u:lower"})->user == "lower");
  BOOST_TEST(parse({"\"P:\""})->password.empty());
  BOOST_TEST(!parse({"\"P:x\""})->is_usable());
  BOOST_TEST(parse({})->mechanisms.empty());
  for (const char* const wrong : {"P=c2VjcmV0!", "alice", "X:alice", "U", "", "U;alice"}) {
    const auto refused = parse({wrong});
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().is_temporary());
    BOOST_TEST(refused.error().message.find("alice") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(answers_of_the_ruleset) {
  Site site(
      "Sauthinfo\nR none $| $*\t$: OK\nR known $| 192.0.2.1\t$# \"U:alice\" \"P=c2VjcmV0\"\n"
      "R empty $| $*\t$# \"P:secret\"\nR odd $| $*\t$# what\n"
      "R later $| $*\t$: $(word tempfail $)\nR error $| $*\t$#error $@ 4.7.0 $: \"450 not now\"\n");
  const auto ask = [&](std::string_view name) {
    return auth_info_for(*site.engine, name, "192.0.2.1", *site.evaluation);
  };
  BOOST_TEST(!ask("none")->has_value());
  BOOST_TEST(!ask("empty")->has_value());
  const auto known = ask("known");
  BOOST_REQUIRE((known.has_value() && known->has_value()));
  BOOST_TEST((*known)->user == "alice");
  BOOST_TEST((*known)->password == "secret");
  BOOST_TEST(ask("odd").error().is_temporary());
  BOOST_TEST(ask("later").error().is_temporary());
  BOOST_TEST(ask("error").error().message == "authinfo: 450 4.7.0 not now");
}

BOOST_AUTO_TEST_CASE(without_the_ruleset_there_is_nothing_to_say) {
  Site site("");
  BOOST_TEST(!auth_info_for(*site.engine, "any", "192.0.2.1", *site.evaluation)->has_value());
}

}  // namespace
