#include "rules/lint/findings.hh"

#include <boost/test/unit_test.hpp>

namespace {

using namespace sendwright;
using namespace sendwright::rules::lint;

BOOST_AUTO_TEST_CASE(lines_come_in_the_order_of_the_file) {
  Findings findings;
  findings.warning({"a.cf", 9}, "later; do");
  findings.error({"a.cf", 2}, "first; do");
  findings.note({"a.cf", 3}, "aside");
  findings.warning({"a.cf", 0}, "the whole");
  findings.warning({"a.cf", 9}, "later; do");
  BOOST_TEST(findings.lines(false, nullptr) ==
             "a.cf: warning: the whole\na.cf:2: error: first; do\na.cf:9: warning: later; do\n");
  BOOST_TEST(findings.lines(true, nullptr).find("a.cf:3: note: aside\n") != std::string::npos);
  BOOST_TEST(findings.summary() == "1 error, 2 warnings, 1 note");
}

BOOST_AUTO_TEST_CASE(the_exit_status_is_that_of_the_worst) {
  Findings findings;
  BOOST_TEST(findings.exit_status() == 0);
  findings.note({"a.cf", 1}, "x");
  BOOST_TEST(findings.exit_status() == 0);
  findings.warning({"a.cf", 1}, "y");
  BOOST_TEST(findings.exit_status() == 1);
  findings.error({"a.cf", 1}, "z");
  BOOST_TEST(findings.exit_status() == 2);
}

BOOST_AUTO_TEST_CASE(the_place_in_the_mc_is_named) {
  const auto map = config::SourceMap::parse(
      "sendwright-source-map 1\noutput\t3\t10\tff\n\n1-2\tm4/proto.m4:1-2\n"
      "3\tsendmail.mc:12 FEATURE(x)\tfeature/x.m4:4\n");
  BOOST_REQUIRE(map.has_value());
  Findings findings;
  findings.warning({"a.cf", 3}, "odd; do");
  BOOST_TEST(findings.lines(false, &*map) ==
             "a.cf:3: warning: odd; do (from sendmail.mc:12 FEATURE(x))\n");
  BOOST_TEST(site_place(&*map, 7) == "");
}

BOOST_AUTO_TEST_CASE(errors_are_kept_behind_a_heap_of_warnings) {
  Findings findings;
  for (int i = 0; i < 3000; ++i)
    findings.warning({"a.cf", i}, "x");
  findings.error({"a.cf", 1}, "relay");
  BOOST_TEST(findings.count(Severity::kWarning) < 3000U);
  BOOST_TEST(findings.count(Severity::kError) == 1U);
}

}  // namespace
