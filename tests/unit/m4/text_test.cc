// len, index, substr, translit, regexp, patsubst.
#include <boost/test/unit_test.hpp>

#include "unit/m4/support.hh"

namespace sendwright::m4 {

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(len_index_and_substr) {
  BOOST_TEST(expand("len()len(`abc')len(`a,b c')") == "035");
  BOOST_TEST(expand("index(`abcabc',`bc') index(abc,x) index(abc,)") == "1 -1 0");
  BOOST_TEST(expand("substr(abcdef,2)|substr(abcdef,1,2)|substr(abc,3)|substr(abc,-1)") ==
             "cdef|bc||");
  BOOST_TEST(expand("substr(abcdef,1,2147483647)") == "bcdef");
  BOOST_TEST(expand("substr(abc,x)") == "m4:test:1: non-numeric argument to builtin `substr'\n");
}

BOOST_AUTO_TEST_CASE(translit_maps_bytes) {
  BOOST_TEST(expand("translit(`GNUs not Unix',`A-Z')") == "s not nix");
  BOOST_TEST(expand("translit(`abc',`a-c',`A-C') translit(`abc',`c-a',`1-3')") == "ABC 321");
  BOOST_TEST(expand("translit(`a-c',`-a',`+A') translit(abcabc,aa,xy)") == "A+c xbcxbc");
}

BOOST_AUTO_TEST_CASE(regexp_finds) {
  BOOST_TEST(expand("regexp(`GNUs not Unix',`\\<[a-z]\\w+')") == "5");
  BOOST_TEST(expand("regexp(`GNUs not Unix',`\\w\\(\\w+\\)$',`*** \\& *** \\1 ***')") ==
             "*** Unix *** nix ***");
  BOOST_TEST(expand("regexp(`abc',`x')regexp(`abc',`x',`y')") == "-1");
  BOOST_TEST(expand("regexp(abc,`\\(b')") ==
             "m4:test:1: bad regular expression: `\\(b': Unmatched ( or \\(\n");
  BOOST_TEST(expand("regexp(abc,b,`\\2')") == "m4:test:1: Warning: sub-expression 2 not present\n");
}

// A + doubles what stands in front of it, in the C library's tree of a pattern.
BOOST_AUTO_TEST_CASE(patterns_that_grow) {
  const std::string many(40, '+');
  for (const std::string& pattern :
       {"a*" + many, "\\(" + std::string("a+++++++++\\)") + many.substr(0, 20),
        "[]+a]" + many, "\\(a\\|b" + many + "\\)", std::string("a*++++++++++++"),
        std::string(4000, 'b') + "\\(a+++++++\\)+++++"}) {
    BOOST_TEST(expand("regexp(`aaa',`" + pattern + "')") ==
               "m4:test:1: bad regular expression: `" + pattern + "': Memory exhausted\n");
  }
  BOOST_TEST(expand("regexp(`baaa',`a++++++++')") == "1");
  BOOST_TEST(expand("regexp(`x+++++++++++++++++++++++++++++++++y',`[+++++++++++++++++++++++++]y')") ==
             "33");
}

BOOST_AUTO_TEST_CASE(patsubst_replaces) {
  BOOST_TEST(expand("patsubst(`GNUs not Unix',`[A-Z][a-z]+')") == "GN not ");
  BOOST_TEST(expand("patsubst(abc,`',`-')") == "-a-b-c-");
  BOOST_TEST(expand("patsubst(abab,`b*',`X')") == "XaXXaXX");
  BOOST_TEST(expand("patsubst(`a\nb',`^',`> ')") == "> a\n> b");
  BOOST_TEST(expand("patsubst(abc,`\\(b\\)\\|c',`[\\1]')") == "a[b][]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4
