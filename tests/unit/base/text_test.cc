#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "base/codec.hh"
#include "base/strings.hh"
#include "base/time_text.hh"

using namespace sendwright::base;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(splitting) {
  BOOST_TEST(split("a,,b", ',').size() == 3U);
  BOOST_TEST(split("", ',').size() == 1U);
  BOOST_TEST(split_words("  a \t b ").size() == 2U);
  BOOST_TEST(trim(" \t a b \r\n") == "a b");
}

BOOST_AUTO_TEST_CASE(case_rules_are_ascii) {
  BOOST_TEST(equals_ignoring_case("AbC", "aBc"));
  BOOST_TEST(!equals_ignoring_case("ab", "abc"));
  BOOST_TEST(to_lower("\xc4Z") == "\xc4z");
  BOOST_TEST(find_ignoring_case("xyABC", "abc") == 2U);
  BOOST_TEST(find_ignoring_case("xyAB", "abc") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(numbers_are_whole_texts) {
  BOOST_TEST(parse_integer("42").value() == 42);
  BOOST_TEST(parse_integer("-1").value() == -1);
  BOOST_TEST(parse_integer("755", 8).value() == 0755);
  BOOST_TEST(!parse_integer("4x").has_value());
  BOOST_TEST(!parse_integer("").has_value());
  BOOST_TEST(!parse_integer("99999999999999999999").has_value());
}

BOOST_AUTO_TEST_CASE(printable_is_harmless) {
  BOOST_TEST(printable("a\nb\x80") == "a?b?");
  BOOST_TEST(printable("abcdef", 3) == "abc...");
}

BOOST_AUTO_TEST_CASE(base64_round_trip) {
  for (const std::string text : {"", "a", "ab", "abc", "abcd"}) {
    BOOST_TEST(decode_base64(encode_base64(text)).value() == text);
  }
  BOOST_TEST(encode_base64("any carnal pleas") == "YW55IGNhcm5hbCBwbGVhcw==");
  for (const char* bad : {"a", "ab=c", "a===", "ab!d"}) {
    BOOST_TEST(!decode_base64(bad).has_value());
  }
}

BOOST_AUTO_TEST_CASE(xtext_round_trip) {
  BOOST_TEST(encode_xtext("a+b=c d") == "a+2Bb+3Dc+20d");
  BOOST_TEST(decode_xtext("a+2Bb").value() == "a+b");
  for (const char* bad : {"+", "+2", "+2g", "+2b", "a=b", "a b"}) {
    BOOST_TEST(!decode_xtext(bad).has_value());
  }
}

BOOST_AUTO_TEST_CASE(dates) {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  const TimePoint time = from_epoch(1793234705);
  BOOST_TEST(rfc5322_date(time) == "Thu, 29 Oct 2026 00:45:05 +0000");
  BOOST_TEST(ctime_date(time) == "Thu Oct 29 00:45:05 2026");
  BOOST_TEST(short_date(time) == "Thu Oct 29 00:45");
  BOOST_TEST(compact_date(time) == "202610290045");
  BOOST_TEST(rfc5322_date(from_epoch(0)) == "Thu, 1 Jan 1970 00:00:00 +0000");
}

BOOST_AUTO_TEST_CASE(intervals) {
  using std::chrono::seconds;
  BOOST_TEST(clock_interval(seconds(5)) == "00:00:05");
  BOOST_TEST(clock_interval(seconds(3 * 86400 + 4 * 3600 + 5 * 60 + 6)) == "3+04:05:06");
  BOOST_TEST(spoken_interval(seconds(5 * 86400)) == "5 days");
  BOOST_TEST(spoken_interval(seconds(4 * 3600)) == "4 hours");
  BOOST_TEST(spoken_interval(seconds(5400)) == "1 hour 30 minutes");
  BOOST_TEST(spoken_interval(seconds(1)) == "1 second");
}

BOOST_AUTO_TEST_SUITE_END()
