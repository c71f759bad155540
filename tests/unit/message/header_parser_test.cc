// Where the header ends, and what its fields are.
#include <boost/test/unit_test.hpp>

#include "message/header_parser.hh"

using namespace sendwright::message;

namespace {

struct Parsed {
  HeaderList headers;
  std::string body;
  std::string from_line;
};

// Feeds pieces of `step` octets.
Parsed parse(std::string_view text, size_t step = 1000) {
  HeaderParser parser;
  size_t at = 0;
  while (at < text.size() && !parser.is_done()) at += parser.feed(text.substr(at, step));
  parser.finish();
  BOOST_TEST(!parser.is_too_long());
  return {parser.headers(), parser.body_start() + std::string(text.substr(at)), parser.from_line()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(header_parser)

BOOST_AUTO_TEST_CASE(takes_fields_as_they_are) {
  constexpr std::string_view kText = "Subject:no space   \nX-Y:\t tab\r\nTo: a,\n  b\nZ:\n\nbody\nmore";
  for (const size_t step : {1UL, 7UL, 1000UL}) {
    const Parsed parsed = parse(kText, step);
    const auto& fields = parsed.headers.fields();
    BOOST_REQUIRE(fields.size() == 4U);
    BOOST_TEST(fields[0].value == "no space   ");
    BOOST_TEST(fields[1].value == "\t tab");
    BOOST_TEST(fields[2].value == " a,\n  b");
    BOOST_TEST(fields[3].value == "");
    BOOST_TEST(parsed.body == "body\nmore");
  }
}

BOOST_AUTO_TEST_CASE(a_line_that_is_no_field_ends_the_header) {
  for (const std::string line : {"Bad line\n", ": empty\n", "--x: a\n", "S\351bject: a\n", "From joe\n",
                                 "Text: hello\n", "message: x\n", ">From joe\n"}) {
    const Parsed parsed = parse("Subject: a\n" + line + "To: c\n\nb\n");
    BOOST_TEST(parsed.headers.fields().size() == 1U);
    BOOST_TEST(parsed.body == line + "To: c\n\nb\n");
  }
}

BOOST_AUTO_TEST_CASE(a_blank_first_line_is_body) {
  BOOST_TEST(parse(" leading\nSubject: a\n").body == " leading\nSubject: a\n");
  BOOST_TEST(parse("\n\nb").body == "\nb");
  BOOST_TEST(parse("").body == "");
}

BOOST_AUTO_TEST_CASE(blanks_before_the_colon_are_no_part_of_the_name) {
  BOOST_TEST(parse("Subject : a\n\n").headers.find("Subject")->value == " a");
}

BOOST_AUTO_TEST_CASE(blank_lines_with_blanks_continue_a_field) {
  BOOST_TEST(parse("A: b\n \n \t\n  c\n\nbody").headers.find("A")->value == " b\n \n \t\n  c");
}

BOOST_AUTO_TEST_CASE(from_line_in_front_is_taken_off) {
  const Parsed parsed = parse("From joe Sat Nov 21 10:00:00 2026\nA: b\n\nbody");
  BOOST_TEST(parsed.from_line == "From joe Sat Nov 21 10:00:00 2026");
  BOOST_TEST(parsed.headers.fields().size() == 1U);
}

BOOST_AUTO_TEST_CASE(drops_nuls) {
  const std::string text("A: b\0c\n\0d: e\n\n", 14);
  const Parsed parsed = parse(text);
  BOOST_TEST(parsed.headers.find("A")->value == " bc");
  BOOST_TEST(parsed.headers.fields().size() == 1U);
}

BOOST_AUTO_TEST_CASE(has_a_limit) {
  HeaderParser parser({100});
  const std::string line = "A: " + std::string(60, 'x') + "\n";
  BOOST_TEST(parser.feed(line + line + line) == 2 * line.size());
  BOOST_TEST(parser.is_too_long());
  HeaderParser endless({100});
  (void)endless.feed("A: " + std::string(200, 'x'));
  BOOST_TEST(endless.is_too_long());
  HeaderParser body({100});
  (void)body.feed(std::string(200, ' '));
  BOOST_TEST(!body.is_too_long());
  BOOST_TEST(body.body_start().size() == 200U);
}

BOOST_AUTO_TEST_SUITE_END()
