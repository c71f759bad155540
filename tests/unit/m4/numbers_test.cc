// incr, decr, eval, format.
#include <boost/test/unit_test.hpp>

#include "m4/eval.hh"
#include "unit/m4/support.hh"

namespace sendwright::m4 {

namespace {
std::string value_of(std::string_view expression) {
  const Evaluation result = evaluate(expression);
  return result.error.empty() ? std::to_string(result.value) : result.error;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(numbers)

BOOST_AUTO_TEST_CASE(operators_bind_as_in_c) {
  BOOST_TEST(value_of("1+2*3-4/2%3") == "5");
  BOOST_TEST(value_of("2**3**2") == "512");
  BOOST_TEST(value_of("-2**2") == "4");
  BOOST_TEST(value_of("1<<2+1") == "8");
  BOOST_TEST(value_of("6&3==3") == "0");
  BOOST_TEST(value_of("1|6^3&5") == "7");
  BOOST_TEST(value_of("!0+~0") == "0");
  BOOST_TEST(value_of("1<2&&2<=2||0") == "1");
  BOOST_TEST(value_of("7-2-1") == "4");
  BOOST_TEST(value_of("((((3))))*(2+1)") == "9");
}

BOOST_AUTO_TEST_CASE(thirty_two_bits_wrap) {
  BOOST_TEST(value_of("2147483647+1") == "-2147483648");
  BOOST_TEST(value_of("-2147483648/-1") == "-2147483648");
  BOOST_TEST(value_of("-2147483648%-1") == "0");
  BOOST_TEST(value_of("1<<33") == "2");
  BOOST_TEST(value_of("-1>>1") == "-1");
  BOOST_TEST(value_of("3**40") == "689956897");
}

BOOST_AUTO_TEST_CASE(numbers_have_a_radix) {
  BOOST_TEST(value_of("0x1F+010+0b11+0r36:z+0r1:111") == "80");
}

BOOST_AUTO_TEST_CASE(faults_are_told_apart) {
  BOOST_TEST(value_of("1/0") == "divide by zero in eval");
  BOOST_TEST(value_of("1%0") == "modulo by zero in eval");
  BOOST_TEST(value_of("2**-1") == "negative exponent in eval");
  BOOST_TEST(value_of("1+") == "bad expression in eval");
  BOOST_TEST(value_of("(1") == "bad expression in eval (missing right parenthesis)");
  BOOST_TEST(value_of("1 2") == "bad expression in eval (excess input)");
  BOOST_TEST(value_of("1?2:3") == "bad expression in eval (bad input)");
  BOOST_TEST(value_of("++1") == "invalid operator in eval");
  BOOST_TEST(value_of("1||1/0") == "1");
  BOOST_TEST(value_of("0&&1/0") == "0");
  BOOST_TEST(value_of("0||1/0") == "divide by zero in eval");
  BOOST_TEST(run_m4("eval(1+=2)").status == 1);
  BOOST_TEST(run_m4("eval(1/0)").status == 0);
}

BOOST_AUTO_TEST_CASE(eval_writes_in_any_radix) {
  BOOST_TEST(expand("eval(255,16) eval(-10,2,8) eval(5,1) eval(0,36,2)") == "ff -00001010 11111 00");
}

BOOST_AUTO_TEST_CASE(incr_and_decr_count) {
  BOOST_TEST(expand("incr(9)decr(0)incr(-1)incr(2147483647)") == "10-10-2147483648");
  BOOST_TEST(expand("incr(x)") == "m4:test:1: non-numeric argument to builtin `incr'\n");
  BOOST_TEST(expand("incr()") == "1m4:test:1: empty string treated as 0 in builtin `incr'\n");
}

BOOST_AUTO_TEST_CASE(format_converts) {
  BOOST_TEST(expand("format(`%5d|%-5d|%05d|%+d|%#x',1,2,3,4,255)") == "    1|2    |00003|+4|0xff");
  BOOST_TEST(expand("format(`%5s|%-5s|%.2s|%c|%%',ab,cd,efg,65)") == "   ab|cd   |ef|A|%");
  BOOST_TEST(expand("format(`%.2f|%e|%g|%a',1.005,1.5,0.5,1)") == "1.00|1.500000e+00|0.5|0x1p+0");
  BOOST_TEST(expand("format(`%*d|%-*d|%.*s',4,1,4,2,1,xyz)") == "   1|2   |x");
  BOOST_TEST(expand("format(`%d %s')") == "0 ");
  BOOST_TEST(expand("format(`%q')") == "m4:test:1: Warning: unrecognized specifier in `%q'\n");
  BOOST_TEST(expand("format(`%.1000d',1)").size() == 1000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4
