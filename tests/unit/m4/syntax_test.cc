// Quotes, comments, dnl, what ends in the middle, and limits.
#include <boost/test/unit_test.hpp>

#include "unit/m4/support.hh"

namespace sendwright::m4 {

BOOST_AUTO_TEST_SUITE(syntax)

BOOST_AUTO_TEST_CASE(quotes_nest_and_one_pair_is_taken_off) {
  BOOST_TEST(expand("`a `b' c'") == "a `b' c");
  BOOST_TEST(expand("define(`x',`y')`x' x ``x''") == "x y `x'");
}

BOOST_AUTO_TEST_CASE(changequote_changes_them) {
  BOOST_TEST(expand("changequote([,])[a [b]]`c'") == "a [b]`c'");
  BOOST_TEST(expand("changequote(<<,>>)<<a <<b>> c>> < <") == "a <<b>> c < <");
  BOOST_TEST(expand("changequote(,)`a'") == "`a'");
  BOOST_TEST(expand("changequote([)[a'") == "a");
  BOOST_TEST(expand("changequote(!,!)!len!changequote`len'") == "lenlen");
  BOOST_TEST(expand("changequote(ab,cd)abxcd") == "abxcd");
}

BOOST_AUTO_TEST_CASE(comments_are_copied) {
  BOOST_TEST(expand("define(`x',`y')x # x `\nx") == "y # x `\ny");
  BOOST_TEST(expand("define(`f',`<$1>')f(a # , )\n,b)") == "<a # , )\n>");
  BOOST_TEST(expand("changecom(/*,*/)define(`x',`y')/* x */ x # x") == "/* x */ y # y");
  BOOST_TEST(expand("changecom`'define(`x',`y')# x") == "# y");
}

BOOST_AUTO_TEST_CASE(dnl_drops_the_rest_of_the_line) {
  BOOST_TEST(expand("a dnl b\nc") == "a c");
  BOOST_TEST(expand("define(`x',`dnl')a x b\nc") == "a c");
}


BOOST_AUTO_TEST_CASE(an_end_in_the_middle_is_an_error_with_its_place) {
  const Outcome list = run_m4("a\nlen(b\n");
  BOOST_TEST(list.errors == "m4:test:2: ERROR: end of file in argument list\n");
  BOOST_TEST(list.status == 1);
  BOOST_TEST(list.out == "a\n");
  BOOST_TEST(run_m4("`a").errors == "m4:test:1: ERROR: end of file in string\n");
  BOOST_TEST(run_m4("#a").errors == "m4:test:1: ERROR: end of file in comment\n");
}

BOOST_AUTO_TEST_CASE(endless_recursion_ends_with_file_and_line) {
  Options options;
  options.nesting_limit = 1000;
  const Outcome nested = run_m4("define(`a',`a(a)')a", options);
  BOOST_TEST(nested.status == 1);
  BOOST_TEST(nested.errors ==
             "m4:test:1: recursion limit of 1000 exceeded, use -L<N> to change it\n");
  options.expansion_limit = 5000;
  const Outcome tail = run_m4("define(`a',`a')a", options);
  BOOST_TEST(tail.status == 1);
  BOOST_TEST(tail.errors.starts_with("m4:test:1: endless recursion: 5000 macro calls"));
}

BOOST_AUTO_TEST_CASE(text_that_grows_without_end_ends_with_an_error) {
  Options options;
  options.memory_limit = std::size_t{4} << 20;
  const Outcome doubled = run_m4("define(`a',`a($1$1)')a(xxxxxxxxxxxxxxxx)", options);
  BOOST_TEST(doubled.status == 1);
  BOOST_TEST(doubled.errors.find("text grows beyond the limit of 4 MiB") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_no_danger) {
  std::string quotes(100'000, '`');
  BOOST_TEST(expand(quotes + std::string(quotes.size(), '\'')).size() == 2 * quotes.size() - 2);
  std::string calls;
  for (int i = 0; i < 50'000; ++i) calls += "len(";
  calls += std::string(50'000, ')');
  BOOST_TEST(expand(calls) == "1");
  BOOST_TEST(expand("eval(" + std::string(100'000, '(') + "7" + std::string(100'000, ')') + ")") ==
             "7");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4
