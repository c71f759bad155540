// The matcher against one that is slow and obviously right, on random small cases.
#include "rules/matcher.hh"

#include <random>

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using Kind = PatternOp::Kind;

// Tries every extent of every wildcard, the shortest first, from left to right.
class SlowMatcher {
 public:
  SlowMatcher(const Rule& rule, std::span<const address::Token> tokens)
      : rule_(rule), tokens_(tokens) {}
  bool match(Captures& captures) { return from(0, 0, 1, captures); }

 private:
  bool from(std::size_t op, std::size_t at, std::size_t capture, Captures& captures) {
    if (op == rule_.pattern.size()) return at == tokens_.size();
    const PatternOp& current = rule_.pattern[op];
    for (std::size_t end = at; end <= tokens_.size(); ++end) {
      if (!accepts(current, tokens_.subspan(at, end - at))) continue;
      const std::size_t next = capture + (current.is_wildcard() ? 1 : 0);
      if (current.is_wildcard()) captures[capture] = {at, end};
      if (from(op + 1, end, next, captures)) return true;
    }
    return false;
  }

  static bool accepts(const PatternOp& op, std::span<const address::Token> phrase) {
    const std::string text = address::text_of(phrase, ' ');
    switch (op.kind) {
      case Kind::kLiteral:
        return phrase.size() == 1 && same_token(phrase[0], op.literal);
      case Kind::kAny:
        return true;
      case Kind::kSome:
        return !phrase.empty();
      case Kind::kOne:
        return phrase.size() == 1;
      case Kind::kClass:
        return !phrase.empty() && op.name_class != nullptr && op.name_class->contains(text);
      case Kind::kNotClass:
        return phrase.size() == 1 && (op.name_class == nullptr || !op.name_class->contains(text));
      case Kind::kMacro:
        return false;
    }
    return false;
  }

  const Rule& rule_;
  std::span<const address::Token> tokens_;
};

BOOST_AUTO_TEST_CASE(agrees_with_the_slow_matcher) {
  std::mt19937 random(20260101);
  const auto pick = [&random](std::initializer_list<const char*> items) {
    return std::string(*(items.begin() + static_cast<std::ptrdiff_t>(random() % items.size())));
  };
  std::string rules = "C{K}a a.b b.b.a\nST\n";
  for (int i = 0; i < 400; ++i) {
    std::string lhs;
    const std::size_t size = 1 + random() % 6;
    for (std::size_t k = 0; k < size; ++k) {
      lhs += pick({"$*", "$+", "$-", "$={K}", "$~{K}", "$={none}", "a", "b", ".", "$*"}) + " ";
    }
    rules += "R" + lhs + "\tx\n";
  }
  const test::Site site(rules);
  const Program program(*site.outcome.configuration);
  const CompiledRuleset& ruleset = program.ruleset(*site.outcome.configuration->find_ruleset("T"));
  BOOST_REQUIRE(ruleset.rules.size() == 400U);
  const config::MacroScope macros;
  std::string phrase;
  std::size_t matches = 0;
  for (int i = 0; i < 60; ++i) {
    address::TokenList workspace;
    const std::size_t size = random() % 9;
    for (std::size_t k = 0; k < size; ++k) {
      const std::string text = pick({"a", "A", "b", ".", "."});
      workspace.append(address::make_token(
          workspace.arena().store(text),
          text == "." ? address::TokenKind::kOperator : address::TokenKind::kAtom));
    }
    for (const Rule& rule : ruleset.rules) {
      Captures fast{};
      Captures slow{};
      const bool is_match = Matcher(workspace.tokens(), macros, ' ', phrase).match(rule, fast);
      BOOST_TEST_REQUIRE(is_match == SlowMatcher(rule, workspace.tokens()).match(slow),
                         rule.lhs_text << " on " << address::trace_text(workspace.tokens()));
      if (!is_match) continue;
      ++matches;
      for (std::size_t k = 1; k < fast.size(); ++k) {
        BOOST_TEST_REQUIRE(fast[k].begin == slow[k].begin, rule.lhs_text);
        BOOST_TEST_REQUIRE(fast[k].end == slow[k].end, rule.lhs_text);
      }
    }
  }
  BOOST_TEST(matches > 1000U);
}

// Nine open-ended wildcards against a long workspace must not take for ever.
BOOST_AUTO_TEST_CASE(hopeless_searches_end_soon) {
  test::Site site("ST\nR$* a $* a $* a $* a $* a $* a $* a $* b\t$@ yes\nR$*\t$@ no\n");
  std::string input;
  for (int i = 0; i < 600; ++i)
    input += "a ";
  BOOST_TEST(site.rewrite("T", input + ".") == "no");
  BOOST_TEST(site.rewrite("T", input + "b") == "yes");
}

// Nor must classes with phrases of many lengths.
BOOST_AUTO_TEST_CASE(hopeless_phrases_end_soon) {
  std::string rules = "C{K}";
  for (std::size_t size = 1; size <= 25; ++size)
    rules += std::string(size, '.') + " ";
  test::Site site(rules + "\nST\nR$={K} $={K} $={K} $={K} $={K} $={K} $={K} $={K} $={K} b\t$@ yes\n"
                  "R$*\t$@ no\n");
  const std::string dots(100, '.');
  BOOST_TEST(site.rewrite("T", dots + "c") == "no");
  BOOST_TEST(site.rewrite("T", dots + "b") == "yes");
}

}  // namespace
