#include "rules/lint/shape.hh"

#include <random>

#include <boost/test/unit_test.hpp>

#include "address/prescan.hh"
#include "lint_fixture.hh"
#include "rules/matcher.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using namespace sendwright::rules::lint;
using namespace sendwright::rules::lint::test;

// Two patterns in one file, with class X of two words.
struct Pair {
  Pair(const std::string& a, const std::string& b)
      : file("C{X}a b.c\nSTest\nR" + a + "\tx\nR" + b + "\tx\n"),
        rules(file.program->ruleset(*file.configuration().find_ruleset("Test")).rules),
        wide(pattern_shape(rules.at(0))),
        narrow(pattern_shape(rules.at(1))) {}
  File file;
  const std::vector<Rule>& rules;
  Shape wide, narrow;
};

bool covers_text(const std::string& a, const std::string& b) {
  const Pair pair(a, b);
  return covers(pair.wide, pair.narrow);
}

bool disjoint_text(const std::string& a, const std::string& b) {
  const Pair pair(a, b);
  return are_disjoint(pair.wide, pair.narrow);
}

BOOST_AUTO_TEST_CASE(wildcards_cover_what_is_narrower) {
  BOOST_TEST(covers_text("$*", "$+ < @ $=w >"));
  BOOST_TEST(covers_text("$+", "$- $*"));
  BOOST_TEST(covers_text("$* $-", "$+"));
  BOOST_TEST(covers_text("$* < $+ > $*", "$- < @ $+ >"));
  BOOST_TEST(covers_text("< $- : $+ > $*", "< $- : > $* < @ $+ > $*"));
  BOOST_TEST(covers_text("$-", "$~w"));
  BOOST_TEST(covers_text("$+", "$={X}"));
  BOOST_TEST(covers_text("$+ . $={X}", "$- . $={X}"));
  BOOST_TEST(covers_text("$@", "$@"));
  BOOST_TEST(covers_text("$* $&f", "$+ $&f"));
  BOOST_TEST(covers_text("A @ b", "a @ B"));
}

BOOST_AUTO_TEST_CASE(nothing_is_covered_that_could_slip_through) {
  BOOST_TEST(!covers_text("$+", "$*"));
  BOOST_TEST(!covers_text("$-", "$+"));
  BOOST_TEST(!covers_text("$-", "$={X}"));  // a phrase may be longer
  BOOST_TEST(!covers_text("$={X}", "a"));   // a class may change
  BOOST_TEST(!covers_text("$~{X}", "z"));
  BOOST_TEST(!covers_text("$+", "$&f"));  // may be empty
  BOOST_TEST(!covers_text("$* @ $*", "$+"));
  BOOST_TEST(!covers_text("$+ . $+", "$+ . $*"));
  BOOST_TEST(!covers_text("a $*", "b $*"));
  BOOST_TEST(!covers_text("$@", "$*"));
}

BOOST_AUTO_TEST_CASE(shapes_without_a_common_workspace) {
  BOOST_TEST(disjoint_text("a $*", "b $*"));
  BOOST_TEST(disjoint_text("$* a", "$* b"));
  BOOST_TEST(disjoint_text("$- $-", "$-"));
  BOOST_TEST(disjoint_text("< > $*", "< local : $+ > $*"));
  BOOST_TEST(!disjoint_text("$* a $*", "$* b $*"));
  BOOST_TEST(!disjoint_text("$={X} z", "b . c z"));
  BOOST_TEST(!disjoint_text("$&f", "$@"));
}

BOOST_AUTO_TEST_CASE(what_a_rule_can_leave) {
  const File file(
      "STest\nR$- @ $+\t$: < $2 > $1\nR$*\t$: a $(x $1 $) b\nR$*\t$: a $>Y $1 b\n"
      "R$+\t$#local $: $1\nR$+\t$@ $1\n");
  const auto& rules = file.program->ruleset(*file.configuration().find_ruleset("Test")).rules;
  const Shape swapped = result_shape(rules[0]);
  BOOST_TEST(swapped.size() == 5U);
  BOOST_TEST(covers(swapped, swapped));
  BOOST_TEST(result_shape(rules[1]).size() == 3U);
  BOOST_TEST(result_shape(rules[2]).size() == 2U);  // the call takes the rest
  BOOST_TEST(has_call(rules[2]));
  BOOST_TEST(ends_ruleset(rules[3]));
  BOOST_TEST(ends_ruleset(rules[4]));
  BOOST_TEST(!ends_ruleset(rules[0]));
}

// Random small patterns and workspaces: the matcher must never contradict an answer.
BOOST_AUTO_TEST_CASE(agrees_with_the_matcher) {
  std::mt19937 random(20260202);
  const auto pattern = [&random] {
    constexpr std::array kPieces{"$*", "$+", "$-", "a", "b", ".", "$={X}", "$~{X}"};
    std::string text;
    for (std::size_t i = random() % 4 + 1; i > 0; --i)
      text += std::string(kPieces[random() % kPieces.size()]) + " ";
    return text;
  };
  std::vector<std::vector<address::Token>> workspaces{{}};
  for (std::size_t i = 0; i < workspaces.size() && workspaces[i].size() < 4; ++i) {
    for (const char* const text : {"a", "b", "c", "."}) {
      workspaces.push_back(workspaces[i]);
      workspaces.back().push_back(address::make_token(
          text, *text == '.' ? address::TokenKind::kOperator : address::TokenKind::kAtom));
    }
  }
  int covered = 0;
  int apart = 0;
  for (int round = 0; round < 1500; ++round) {
    const Pair pair(pattern(), pattern());
    const bool is_covered = covers(pair.wide, pair.narrow);
    const bool is_apart = are_disjoint(pair.wide, pair.narrow);
    covered += is_covered ? 1 : 0;
    apart += is_apart ? 1 : 0;
    if (!is_covered && !is_apart) continue;
    for (const auto& tokens : workspaces) {
      std::string phrase;
      Captures captures;
      Matcher matcher(tokens, pair.file.configuration().macros, '_', phrase);
      const bool in_wide = matcher.match(pair.rules[0], captures);
      const bool in_narrow = matcher.match(pair.rules[1], captures);
      if (is_covered) BOOST_REQUIRE(in_wide || !in_narrow);
      if (is_apart) BOOST_REQUIRE(!in_wide || !in_narrow);
    }
  }
  BOOST_TEST(covered > 100);
  BOOST_TEST(apart > 100);
}

}  // namespace
