#include "rules/lint/loops.hh"

#include <boost/test/unit_test.hpp>

#include "lint_fixture.hh"

namespace {

using namespace sendwright::rules::lint;
using namespace sendwright::rules::lint::test;

std::string found_in(const std::string& rules) {
  File file(rules);
  find_loops(file.configuration(), *file.program, file.findings);
  return file.found();
}

BOOST_AUTO_TEST_CASE(a_rule_that_always_matches_its_result) {
  BOOST_TEST(has(found_in("SMine\nR$* < $* >\t$1 < $2 . >\n"), "t.cf:6: error: "));
  BOOST_TEST(has(found_in("SMine\nR$*\t$(m $1 $)\n"), "t.cf:6: error: "));
  BOOST_TEST(has(found_in("SMine\nR$+\ta $1\n"), "write $: in front"));
}

BOOST_AUTO_TEST_CASE(a_rule_that_gets_somewhere) {
  BOOST_TEST(found_in("SMine\nR$* . $*\t$1 $2\n") == "");
  BOOST_TEST(found_in("SMine\nR$*\t$: a $1\n") == "");
  BOOST_TEST(found_in("SMine\nR$*\t$@ $1\n") == "");
  BOOST_TEST(found_in("SMine\nR$*\t$#local $: $1\n") == "");
  BOOST_TEST(found_in("SMine\nR$+ @ $-\t$1\n") == "");
}

BOOST_AUTO_TEST_CASE(a_call_may_end_it) {
  BOOST_TEST(
      has(found_in("SMine\nR$*\t$>Other $1\nSOther\nR$*\t$#local $: $1\n"), "t.cf:6: note: "));
}

BOOST_AUTO_TEST_CASE(rulesets_that_call_each_other_without_end) {
  const std::string text = found_in("SOne\nR$*\t$: $>Two $1\nSTwo\nR$*\t$@ $>One $1\n");
  BOOST_TEST(has(text, "error: Two calls One calls Two"));
  BOOST_TEST(has(found_in("SOne\nR$*\t$: $>One $1\n"), "error: One calls One with the same"));
}

BOOST_AUTO_TEST_CASE(a_circle_that_may_end_is_a_note) {
  const std::string text =
      found_in("SOne\nRa $*\t$@ ok\nR$*\t$: $>Two $1\nSTwo\nR$*\t$@ $>One $1\n");
  BOOST_TEST(has(text, "note: Two calls One calls Two"));
  BOOST_TEST(found_in("SOne\nR$* . $*\t$@ $>One $2\n") == "");  // passes on less
}

}  // namespace
