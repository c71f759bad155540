// The matcher, and a whole ruleset, against the reference: every small case, and random ones.
#include "rules/matcher.hh"

#include <random>

#include <boost/test/unit_test.hpp>

#include "reference_matcher.hh"
#include "rule_fixture.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using test::Words;

constexpr char kBlank = '_';
constexpr std::string_view kClassLines = "C{K}a a.b b.b.a a_b\nC{L}.\n";
const test::ReferenceClasses kClasses{{"K", {"a", "a.b", "b.b.a", "a_b"}}, {"L", {"."}}};

address::Token token_of(address::TokenList& workspace, const std::string& word) {
  return address::make_token(workspace.arena().store(word), word == "."
                                                                ? address::TokenKind::kOperator
                                                                : address::TokenKind::kAtom);
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// All sequences of `least` to `most` words.
std::vector<Words> sequences(const Words& alphabet, std::size_t least, std::size_t most) {
  std::vector<Words> all{{}};
  std::size_t begin = 0;
  for (std::size_t size = 1; size <= most; ++size) {
    const std::size_t end = all.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const std::string& word : alphabet) {
        Words longer = all[i];
        longer.push_back(word);
        all.push_back(std::move(longer));
      }
    }
    begin = end;
  }
  std::erase_if(all, [&](const Words& words) { return words.size() < least; });
  return all;
}

// A ruleset of rules that nothing else looks at.
std::string rules_of(const std::vector<Words>& patterns) {
  std::string text(kClassLines);
  text += "ST\n";
  for (const Words& pattern : patterns) text += "R" + joined(pattern) + "\tx\n";
  return text;
}

// Counts the matches; stops at the first disagreement.
std::size_t compare(const std::vector<Words>& patterns, const std::vector<Words>& inputs) {
  const test::Site site(rules_of(patterns));
  const Program program(*site.outcome.configuration);
  const CompiledRuleset& ruleset = program.ruleset(*site.outcome.configuration->find_ruleset("T"));
  BOOST_REQUIRE(ruleset.rules.size() == patterns.size());
  const test::ReferenceMatcher reference(kClasses, ".", kBlank);
  const config::MacroScope macros;
  std::string phrase;
  std::size_t matches = 0;
  for (const Words& input : inputs) {
    address::TokenList workspace;
    for (const std::string& word : input) workspace.append(token_of(workspace, word));
    Matcher matcher(workspace.tokens(), macros, kBlank, phrase);
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      const Rule& rule = ruleset.rules[i];
      Captures fast{};
      const bool is_match = matcher.match(rule, fast);
      const auto slow = reference.match(patterns[i], input);
      bool is_same = is_match == slow.has_value();
      for (std::size_t k = 0; is_same && slow && k < slow->size(); ++k) {
        is_same = fast[k + 1].begin == (*slow)[k].first && fast[k + 1].end == (*slow)[k].second;
      }
      if (!is_same) BOOST_FAIL(joined(patterns[i]) << " on " << joined(input));
      if (is_match) ++matches;
    }
  }
  return matches;
}

BOOST_AUTO_TEST_CASE(agrees_with_the_reference_on_every_small_case) {
  const auto patterns =
      sequences({"$*", "$+", "$-", "$@", "$={K}", "$~{K}", "$={none}", "$~{none}", "a", "."}, 1, 3);
  BOOST_TEST(compare(patterns, sequences({"a", "b", "."}, 0, 5)) > 10000U);
}

BOOST_AUTO_TEST_CASE(agrees_with_the_reference_on_patterns_of_four_operators) {
  const auto patterns = sequences({"$*", "$+", "$-", "$={K}", "$~{K}", "a", "."}, 4, 4);
  BOOST_TEST(compare(patterns, sequences({"a", "b", "."}, 0, 5)) > 10000U);
}

BOOST_AUTO_TEST_CASE(agrees_with_the_reference_on_random_cases) {
  std::mt19937 random(20260101);
  const auto pick = [&random](std::size_t least, std::size_t most, const Words& items) {
    Words words(least + random() % (most + 1 - least));
    for (std::string& word : words) word = items[random() % items.size()];
    return words;
  };
  std::vector<Words> patterns;
  std::vector<Words> inputs;
  const Words operators{"$*", "$+", "$-", "$={K}", "$~{K}", "$={L}", "$={none}", "a", "b", ".", "$*"};
  for (int i = 0; i < 400; ++i) patterns.push_back(pick(1, 7, operators));
  for (int i = 0; i < 60; ++i) inputs.push_back(pick(0, 9, {"a", "A", "b", ".", "."}));
  BOOST_TEST(compare(patterns, inputs) > 1000U);
}

// Which of many rules is the first that matches? What the engine leaves out for speed must not matter.
BOOST_AUTO_TEST_CASE(the_first_rule_that_matches_is_applied) {
  std::mt19937 random(20260102);
  const Words operators{"$*", "$+", "$-", "$={K}", "$~{K}", "a", "b", ".", "c", "d", "e"};
  const Words letters{"a", "b", ".", "c", "d", "e", "A"};
  const test::ReferenceMatcher reference(kClasses, ".", kBlank);
  for (int round = 0; round < 20; ++round) {
    std::vector<Words> patterns;
    std::string rules = std::string(kClassLines) + "ST\n";
    const std::size_t count = 1 + random() % 120;
    for (std::size_t i = 0; i < count; ++i) {
      Words pattern(1 + random() % 6);
      for (std::string& word : pattern) word = operators[random() % operators.size()];
      rules += "R" + joined(pattern) + "\t$@ rule " + std::to_string(i) + "\n";
      patterns.push_back(std::move(pattern));
    }
    test::Site site(rules);
    for (int i = 0; i < 100; ++i) {
      Words input(1 + random() % 8);
      for (std::string& word : input) word = letters[random() % letters.size()];
      std::string expected = joined(input);
      for (std::size_t k = 0; k < patterns.size(); ++k) {
        if (!reference.match(patterns[k], input)) continue;
        expected = "rule " + std::to_string(k);
        break;
      }
      BOOST_TEST_REQUIRE(site.rewrite("T", joined(input)) == expected, joined(input));
    }
  }
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
