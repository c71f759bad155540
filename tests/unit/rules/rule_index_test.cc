// Rules are left out by index and prefilter only when they could not have matched, and with many
// rules hardly any is looked at.
#include "rules/rule_index.hh"

#include <random>

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using test::Site;

// Makes the engine try every rule.
class EveryRule final : public Trace {
 public:
  void input(std::string_view, std::span<const address::Token>) override {}
  void returns(std::string_view, std::span<const address::Token>) override {}
  [[nodiscard]] bool wants_rules() const override { return true; }
};

std::uint64_t rules_looked_at(Site& site, std::string_view input) {
  const std::uint64_t before = site.evaluation->counts.looked_at;
  site.rewrite("T", input);
  return site.evaluation->counts.looked_at - before;
}

BOOST_AUTO_TEST_CASE(cost_grows_with_the_rules_that_can_match) {
  std::string rules = "C{Local}here\nST\nR$={Local} ! $*\t$@ local $2\n";
  for (int i = 0; i < 10000; ++i) {
    const std::string name = "host" + std::to_string(i);
    rules += "R$* < @ " + name + ".example > $*\t$@ to " + name + " $1 $2\n";
  }
  rules += "R$* < @ $+ > $*\t$@ else $1\n";
  Site site(rules);
  BOOST_TEST(site.rewrite("T", "user <@host7777.example>") == "to host7777 user");
  BOOST_TEST(site.rewrite("T", "user <@elsewhere.example>") == "else user");
  BOOST_TEST(site.rewrite("T", "here!user") == "local user");
  BOOST_TEST(site.rewrite("T", "nothing of all this") == "nothing of all this");
  BOOST_TEST(rules_looked_at(site, "user <@elsewhere.example>") <= 3U);
  BOOST_TEST(rules_looked_at(site, "user <@host7777.example>") <= 3U);
}

// A rewrite brings tokens in that rules further down are filed under, and takes others away.
BOOST_AUTO_TEST_CASE(candidates_follow_the_workspace) {
  std::string rules = "ST\nRa $*\t$: b $1\n";
  for (int i = 0; i < 100; ++i)
    rules += "Rnever" + std::to_string(i) + "\tx\n";
  rules += "Ra $*\t$: wrong $1\nRb $*\tc $1\nRc b $*\tc d $1\nRc $*\t$: end $1\nRb $*\twrong $1\n";
  Site site(rules);
  BOOST_TEST(site.rewrite("T", "a x") == "end x");
  BOOST_TEST(site.rewrite("T", "b b x") == "end d x");
  BOOST_TEST(rules_looked_at(site, "a x") <= 8U);
}

std::string random_pattern(std::mt19937& random, const std::vector<std::string>& pieces) {
  std::string text;
  for (std::size_t size = 1 + random() % 4; size > 0; --size)
    text += pieces[random() % pieces.size()] + " ";
  return text;
}

BOOST_AUTO_TEST_CASE(the_same_comes_out_as_with_every_rule_tried) {
  std::mt19937 random(20260202);
  const std::vector<std::string> pieces{"$*", "$+", "$-", "$={K}", "$~{K}", "$@", "a",
                                        "b",  "c",  "d",  "e",     ".",     "<",  ">"};
  const std::vector<std::string> results{"$1 a", "$@ b $1", "$: c $1 d", "$: $1", "$: e . $1"};
  std::string rules = "C{K}a b.c\n";
  for (const std::string name : {"T", "Small"}) {
    rules += "S" + name + "\n";
    for (int i = 0; i < (name == "T" ? 500 : 20); ++i) {
      rules += "R$* " + random_pattern(random, pieces) + "\t" + results[random() % results.size()] +
               "\n";
    }
  }
  Site site(rules);
  EveryRule trace;
  for (int i = 0; i < 300; ++i) {
    std::string input;
    for (std::size_t size = random() % 7; size > 0; --size)
      input += std::string(1, "abcdef.<>"[random() % 9]) + " ";
    for (const std::string_view ruleset : {"T", "Small"}) {
      site.evaluation->trace = nullptr;
      const std::string fast = site.rewrite(ruleset, input);
      site.evaluation->trace = &trace;
      BOOST_TEST_REQUIRE(fast == site.rewrite(ruleset, input), input);
    }
  }
}

}  // namespace
