// Logical lines, and what is common to their kinds.
#include "config/logical_lines.hh"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "config/cf_text.hh"
#include "config/leading_number.hh"

namespace {

using namespace sendwright::config;
using namespace std::string_literals;

// `first-last:text|` of each line.
std::string lines(std::string_view text) {
  LogicalLines source(text);
  LogicalLine line;
  std::string all;
  while (source.next(line)) {
    all += std::to_string(line.first) + '-' + std::to_string(line.last) + ':';
    all.append(line.text).append("|");
  }
  return all;
}

std::string uncommented(std::string_view line) {
  std::string buffer;
  return std::string(without_comment(line, buffer));
}

BOOST_AUTO_TEST_CASE(lines_are_joined_and_counted) {
  BOOST_TEST(lines("") == "");
  BOOST_TEST(lines("DAx") == "1-1:DAx|");
  BOOST_TEST(lines("DAx\n\n# c\nDBy\r\n") == "1-1:DAx|4-4:DBy|");
  BOOST_TEST(lines("Mx,\n\tP=y\n A=z\nDB") == "1-3:Mx,\n\tP=y\n A=z|4-4:DB|");
  BOOST_TEST(lines("# c\n goes on\nDA") == "3-3:DA|");
  BOOST_TEST(lines("DA\n\n x\n y") == "1-1:DA|3-4: x\n y|");
  BOOST_TEST(lines("\r\nDA\r\n \r\n") == "2-3:DA\n |");
}

BOOST_AUTO_TEST_CASE(octets_that_would_mislead_are_taken_out) {
  BOOST_TEST(lines("DA\0x\nDB"s) == "1-1:DA|2-2:DB|");
  BOOST_TEST(lines("\0 DA\n x\n"s) == "2-2: x|");
  BOOST_TEST(lines("DA\x80\x9f\xa0\n \x85\nDB") == "1-2:DA??\xa0\n ?|3-3:DB|");
  BOOST_TEST(lines("DA12345678\x90") == "1-1:DA12345678?|");
}

BOOST_AUTO_TEST_CASE(comments_end_lines) {
  BOOST_TEST(uncommented("DA x # y") == "DA x");
  BOOST_TEST(uncommented("DA \t ") == "DA");
  BOOST_TEST(uncommented("R$*\t$#error $: no # c") == "R$*\t$#error $: no");
  BOOST_TEST(uncommented("R$*\t$#a $#b#c") == "R$*\t$#a $#b");
  BOOST_TEST(uncommented(R"(DAa\#b $# c # d)") == "DAa#b $# c");
  BOOST_TEST(uncommented(R"(DA\##)") == "DA#");
  BOOST_TEST(uncommented("#") == "");
}

BOOST_AUTO_TEST_CASE(quotes_and_escapes_of_values) {
  std::string_view rest = R"(a "b,c" \,d\t\x,next)";
  BOOST_TEST(munch(rest, ',') == "a b,c ,dtx");
  BOOST_TEST(rest == "next");
  BOOST_TEST(munch(rest, ',') == "next");
  BOOST_TEST(rest.empty());
  std::string_view whole = R"(a,b "c\"" d\)";
  BOOST_TEST(munch(whole, '\0') == R"(a,b c" d\)");
}

BOOST_AUTO_TEST_CASE(equates_of_a_list) {
  const auto equates = [](std::string_view text) {
    std::string all;
    const bool is_whole = for_each_equate(text, [&](std::string_view key, std::string value) {
      all.append(key).append("=").append(value).append("|");
      return key != "end";
    });
    return all + (is_whole ? "" : "broken");
  };
  BOOST_TEST(equates("") == "");
  BOOST_TEST(equates("P=/x, Two words = y ,S=\"a,b\"") == "P=/x|Two words=y |S=a,b|");
  BOOST_TEST(equates("P=x,") == "P=x|broken");
  BOOST_TEST(equates("P") == "broken");
  BOOST_TEST(equates("P,S=x") == "broken");
  BOOST_TEST(equates("=x") == "==x|");
  BOOST_TEST(equates("end=1, P=2") == "end=1|");
}

BOOST_AUTO_TEST_CASE(numbers_at_the_start) {
  BOOST_TEST(leading_number("12ab") == 12);
  BOOST_TEST(leading_number(" -7") == -7);
  BOOST_TEST(leading_number("x1") == 0);
  BOOST_TEST(leading_number("0644", 8) == 0644);
  BOOST_TEST(leading_number("99999999999999999999") == std::numeric_limits<std::int64_t>::max());
}

}  // namespace
