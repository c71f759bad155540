#include "rules/lint/reader_messages.hh"

#include <boost/test/unit_test.hpp>

namespace {

using namespace sendwright::rules::lint;

std::string found(const std::string& message) {
  Findings findings;
  add_reader_messages("a.cf", {message}, findings);
  return findings.lines(true, nullptr);
}

BOOST_AUTO_TEST_CASE(refused_lines_are_errors_with_advice) {
  BOOST_TEST(found("a.cf: line 7: R line: null LHS") ==
             "a.cf:7: error: R line: null LHS; write $@ if only the empty workspace is meant\n");
  BOOST_TEST(found("a.cf: line 7: something new") ==
             "a.cf:7: error: something new; correct the line\n");
  BOOST_TEST(found("No local mailer defined") ==
             "a.cf: error: No local mailer defined; add MAILER(local) to the .mc\n");
}

BOOST_AUTO_TEST_CASE(lesser_messages) {
  BOOST_TEST(found("WARNING: Ruleset x has multiple definitions").starts_with("a.cf: note: "));
  BOOST_TEST(found("a.cf: line 3: WARNING: odd") == "a.cf:3: warning: odd\n");
  BOOST_TEST(found("host name \"vm\" is not fully qualified").starts_with("a.cf: note: "));
  BOOST_TEST(found("quite unknown") == "a.cf: warning: quite unknown\n");
}

}  // namespace
