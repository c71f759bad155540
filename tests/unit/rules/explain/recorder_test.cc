// What the recorder keeps of a rewrite, and which rule is found to have decided it.
#include "rules/explain/recorder.hh"

#include <boost/test/unit_test.hpp>

#include "../rule_fixture.hh"
#include "rules/explain/decision.hh"

namespace {

using namespace sendwright::rules;
using namespace sendwright::rules::explain;

Recording record(test::Site& site, std::string_view ruleset, std::string_view input) {
  Recorder recorder;
  site.evaluation->trace = &recorder;
  (void)site.rewrite(ruleset, input);
  return recorder.take();
}

BOOST_AUTO_TEST_CASE(rules_captures_lookups_and_calls_are_kept) {
  test::Site site(
      "STop\nR$+ @ $-\t$: $>Sub $( word one $) $1 $2\nSSub\nR$* x\t$@ $1 y\nSNothing\nR$*\t$: $1\n");
  const Recording recording = record(site, "Top", "a.b@x");
  BOOST_REQUIRE(recording.calls.size() == 1U);
  const Call& top = recording.calls.front();
  BOOST_TEST(top.ruleset == "Top");
  BOOST_TEST(spaced(top.input) == "a . b @ x");
  BOOST_TEST(spaced(top.output) == "first a . b y");
  BOOST_REQUIRE(top.steps.size() == 1U);
  const Step& step = top.steps.front();
  BOOST_TEST(step.number == 1U);
  BOOST_TEST(step.lhs == "$+ @ $-");
  BOOST_TEST(step.where.file == "test.cf");
  BOOST_REQUIRE(step.captures.size() == 2U);
  BOOST_TEST(spaced(step.captures[0]) == "a . b");
  BOOST_TEST(spaced(step.captures[1]) == "x");
  BOOST_REQUIRE(step.lookups.size() == 1U);
  BOOST_TEST(recording.lookups[0].key == "one");
  BOOST_TEST(recording.lookups[0].value == "first");
  BOOST_REQUIRE(step.calls.size() == 1U);
  BOOST_TEST(step.calls[0].ruleset == "Sub");
  BOOST_TEST(!step.is_idle());
  BOOST_TEST(record(site, "Nothing", "a").calls.front().is_idle());
}

BOOST_AUTO_TEST_CASE(answers_are_followed_to_the_rule_that_uses_them) {
  test::Site site(
      "STop\nR$*\t$: < $( word $1 $: ? $) > $1\nR$* $*\t$: $1 $2 end\n"
      "R< first > $*\t$# error $@ 5.7.1 $: \"550 no\"\nR$*\t$@ OK\n");
  const Recording recording = record(site, "Top", "one");
  const auto decision = find_decision(recording.calls.front(), recording);
  BOOST_REQUIRE(decision.has_value());
  BOOST_TEST(decision->step->number == 3U);
  BOOST_REQUIRE(decision->lookups.size() == 1U);
  BOOST_TEST(decision->lookups[0]->key == "one");

  const Recording other = record(site, "Top", "three");
  const auto accepted = find_decision(other.calls.front(), other);
  BOOST_REQUIRE(accepted.has_value());
  BOOST_TEST(accepted->step->number == 4U);
  BOOST_TEST(accepted->lookups.empty());
}

BOOST_AUTO_TEST_CASE(the_ruleset_that_wrote_the_triple_decides) {
  test::Site site(
      "STop\nR$*\t$: $1 $| $>Sub $1\nR$* $| $#$*\t$#$2\nSSub\nR$- @ $+\t$# esmtp $@ $2 $: $1 @ $2\n");
  const Recording recording = record(site, "Top", "a@b");
  const auto decision = find_decision(recording.calls.front(), recording);
  BOOST_REQUIRE(decision.has_value());
  BOOST_TEST(decision->call->ruleset == "Sub");
  BOOST_TEST(decision->step->number == 1U);
}

BOOST_AUTO_TEST_CASE(a_ruleset_that_breaks_off_keeps_the_nesting) {
  test::Site site("STop\nR$* a\t$: $>Sub $1 a\nR$* z\t$@ done\nSSub\nR$*\t$: $1 $&{bad}\nD{bad}<>\n");
  site.macros->set("bad", "\x80");
  const Recording recording = record(site, "Top", "b a");
  BOOST_REQUIRE(recording.calls.size() == 1U);
  BOOST_TEST(!recording.calls[0].steps.empty());

  test::Site endless("STop\nR$*\t$: $>Top $1\n");
  const Recording deep = record(endless, "Top", "a");
  BOOST_TEST(!endless.messages.empty());
  std::size_t depth = 0;
  bool is_broken = false;
  for (const Call* at = &deep.calls.front(); at != nullptr; ++depth) {
    is_broken = at->is_broken;
    at = at->steps.empty() || at->steps[0].calls.empty() ? nullptr : &at->steps[0].calls[0];
  }
  BOOST_TEST(depth == 52U);
  BOOST_TEST(is_broken);
}

BOOST_AUTO_TEST_CASE(memory_is_bounded) {
  // Each level doubles the work of the one above.
  std::string rules;
  for (int i = 0; i < 16; ++i) {
    const std::string next = "L" + std::to_string(i + 1);
    rules += "SL" + std::to_string(i) + "\nR$*\t$: $>" + next + " $1\nR$*\t$: $>" + next + " $1\n";
  }
  test::Site site(rules + "SL16\nR$*\t$: $1\n");
  Recorder recorder;
  site.evaluation->trace = &recorder;
  BOOST_TEST(site.rewrite("L0", "a@b") == "a @ b");
  const Recording recording = recorder.take();
  BOOST_TEST(recording.is_cut);
  BOOST_REQUIRE(recording.calls.size() == 1U);
  BOOST_TEST(spaced(recording.calls[0].output) == "a @ b");
}

}  // namespace
