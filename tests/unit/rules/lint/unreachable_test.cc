#include "rules/lint/unreachable.hh"

#include <boost/test/unit_test.hpp>

#include "lint_fixture.hh"

namespace {

using namespace sendwright::rules::lint;
using namespace sendwright::rules::lint::test;

std::string found_in(const std::string& rules) {
  File file("SMine\n" + rules);
  find_unreachable_rules(*file.program, file.ownership(), file.findings);
  return file.found();
}

BOOST_AUTO_TEST_CASE(a_rule_behind_one_that_returns_with_everything) {
  BOOST_TEST(
      found_in("R$* @ $*\t$@ ok\nR$+ @ a\t$@ never\n") ==
      "t.cf:7: warning: rule \"R$+ @ a\" of ruleset Mine can never match: the rule of line 6 "
      "(\"R$* @ $*\") takes everything it could match and ends the ruleset; move it before "
      "that line, or remove it\n");
  BOOST_TEST(has(found_in("R$*\t$#error $: no\nR$+\t$@ never\n"), "t.cf:7: warning"));
}

BOOST_AUTO_TEST_CASE(rules_in_a_row_are_one_finding) {
  const std::string text = found_in("R$*\t$@ ok\nRa\t$@ a\nRb\t$@ b\nRc\t$@ c\n");
  BOOST_TEST(has(text, "t.cf:7: warning"));
  BOOST_TEST(has(text, "nor can the 2 after it"));
  BOOST_TEST(!has(text, "t.cf:8"));
}

BOOST_AUTO_TEST_CASE(a_rule_behind_one_that_repeats) {
  BOOST_TEST(has(found_in("R$* . $*\t$1 $2\nRa . b\t$@ never\n"), "repeats until nothing like it"));
}

BOOST_AUTO_TEST_CASE(a_rule_behind_one_that_rewrites_into_something_else) {
  BOOST_TEST(has(found_in("R$*\t$: < $1 >\nRa $*\t$@ never\n"), "into something else"));
  // What is rewritten may come back to it.
  BOOST_TEST(found_in("R$*\t$: < $1 >\nR< $* >\t$: $1\nRa $*\t$@ can\n") == "");
}

BOOST_AUTO_TEST_CASE(what_a_rule_between_can_make_is_reachable) {
  BOOST_TEST(found_in("Ra $*\t$@ ok\nRb $*\t$: a $1\nRa $*\t$@ reached\n") == "");
  BOOST_TEST(found_in("Ra $*\t$@ ok\nRb $*\t$: $>Other $1\nRa $*\t$@ reached\n") == "");
  BOOST_TEST(found_in("Ra $*\t$@ ok\nRb $*\t$: $(m $1 $)\nRa $*\t$@ reached\n") == "");
  BOOST_TEST(has(found_in("Ra $*\t$@ ok\nRb $*\t$: c $1\nRa $*\t$@ never\n"), "t.cf:8: warning"));
}

BOOST_AUTO_TEST_CASE(a_rule_that_only_might_take_it_all_is_no_finding) {
  BOOST_TEST(found_in("R$=w\t$@ ok\nRmx.site.example\t$@ can\n") == "");
  BOOST_TEST(found_in("R$+\t$@ ok\nR$*\t$@ empty\n") == "");
  BOOST_TEST(found_in("R$-\t$@ ok\nR$=w\t$@ phrase\n") == "");
  BOOST_TEST(found_in("R$+\t$: $1\nR$+\t$@ ok\n") == "");
}

// In a generated file the library's rules are not the site's to mend.
BOOST_AUTO_TEST_CASE(rules_of_a_library_are_notes) {
  File file(
      "SBasic_check_rcpt\nR$*\t$@ ok\nRa\t$@ never\nSMailerToTriple=95\nR$*\t$@ $1\n"
      "SLocal_check_rcpt\nR$*\t$@ ok\nRa\t$@ never\n");
  find_unreachable_rules(*file.program, file.ownership(), file.findings);
  BOOST_TEST(has(file.found(), "t.cf:7: note: "));
  BOOST_TEST(has(file.found(), "t.cf:12: warning: "));
}

BOOST_AUTO_TEST_CASE(thousands_of_rules_take_no_time_to_speak_of) {
  std::string rules;
  for (int i = 0; i < 3000; ++i)
    rules += "R$* < @ host" + std::to_string(i) + " . example >\t$#local $: $1\n";
  BOOST_TEST(found_in(rules) == "");
}

}  // namespace
