#include "smtp/client/line_encoder.hh"

#include <boost/test/unit_test.hpp>

using sendwright::smtp::LineEncoder;
using sendwright::smtp::LineEncoding;

namespace {

// The encoded text, written in pieces of `step` octets.
std::string encoded(const LineEncoding& encoding, std::string_view text, size_t step) {
  LineEncoder encoder(encoding);
  std::string out;
  for (size_t i = 0; i < text.size(); i += step) encoder.write(text.substr(i, step), out);
  encoder.finish(out);
  return out;
}

void check_in_all_steps(const LineEncoding& encoding, std::string_view text,
                        std::string_view expected) {
  for (size_t step = 1; step <= text.size() + 1; ++step) {
    BOOST_TEST(encoded(encoding, text, step) == expected);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_encoder)

BOOST_AUTO_TEST_CASE(line_ends_become_the_mailers) {
  check_in_all_steps({.end_of_line = "\r\n"}, "a\n\nb\n", "a\r\n\r\nb\r\n");
}

BOOST_AUTO_TEST_CASE(an_unfinished_last_line_gets_its_end) {
  check_in_all_steps({.end_of_line = "\r\n"}, "a\nb", "a\r\nb\r\n");
}

BOOST_AUTO_TEST_CASE(from_lines_are_escaped_at_line_starts_only) {
  check_in_all_steps({.escapes_from_lines = true}, "From x\nFromage\nFrom\n From y\nFr",
                     ">From x\nFromage\nFrom\n From y\nFr\n");
}

BOOST_AUTO_TEST_CASE(dots_at_line_starts_are_doubled) {
  check_in_all_steps({.stuffs_dots = true}, ".\n..a\nb.\n", "..\n...a\nb.\n");
}

BOOST_AUTO_TEST_CASE(dots_and_from_lines_go_together) {
  check_in_all_steps({.escapes_from_lines = true, .stuffs_dots = true}, ".F\nFrom .\n",
                     "..F\n>From .\n");
}

BOOST_AUTO_TEST_CASE(long_lines_are_broken_with_an_exclamation_mark) {
  check_in_all_steps({.line_limit_octets = 5}, "1234\n123456789\n",
                     "1234\n1234!\n 567!\n 89\n");
}

BOOST_AUTO_TEST_CASE(flag_7_clears_the_high_bit) {
  check_in_all_steps({.is_7bit = true}, "\xe4\n", "d\n");
}

BOOST_AUTO_TEST_CASE(empty_last_lines_are_known) {
  LineEncoder encoder(LineEncoding{});
  std::string out;
  BOOST_TEST(encoder.ends_with_empty_line());
  encoder.write("a\n", out);
  BOOST_TEST(!encoder.ends_with_empty_line());
  encoder.write("\n", out);
  BOOST_TEST(encoder.ends_with_empty_line());
}

BOOST_AUTO_TEST_SUITE_END()
