// define, undefine, pushdef, popdef, defn, indir, builtin, ifdef, ifelse, shift and parameters.
#include <boost/test/unit_test.hpp>

#include "unit/m4/support.hh"

namespace sendwright::m4 {

BOOST_AUTO_TEST_SUITE(definitions)

BOOST_AUTO_TEST_CASE(a_definition_is_expanded_and_rescanned) {
  BOOST_TEST(expand("define(`a',`b')define(`b',`c')a") == "c");
  BOOST_TEST(expand("define(`fo',`x')foo fo") == "foo x");
  BOOST_TEST(expand("define(`x',`b')define(`bc',`joined')x()c") == "joined");
}

BOOST_AUTO_TEST_CASE(parameters_are_replaced) {
  BOOST_TEST(expand("define(`f',`$0_-$1-$2-$#-$*-$@')f(`a',b)") == "f_-a-b-2-a,b-a,b");
  BOOST_TEST(expand("define(`f',`$10$11')f(1,2,3,4,5,6,7,8,9,j,k)") == "jk");
  BOOST_TEST(expand("define(`f',`$ $a ${1} $$')f(x)") == "$ $a ${1} $$");
  BOOST_TEST(expand("define(`f',`$#')f f() f(,)") == "0 1 2");
}

BOOST_AUTO_TEST_CASE(space_before_an_argument_goes_and_behind_it_stays) {
  BOOST_TEST(expand("define(`f',`<$1|$2>')f(  a , \n b )") == "<a |b >");
  BOOST_TEST(expand("define(`f',`<$1>')f (x)") == "<> (x)");
  BOOST_TEST(expand("define(`f',`<$1>')f((a,b),c)") == "<(a,b)>");
}

BOOST_AUTO_TEST_CASE(pushdef_and_popdef_stack) {
  BOOST_TEST(expand("define(`a',1)pushdef(`a',2)pushdef(`a',3)a`'popdef(`a')a`'popdef(`a',`a')a") ==
             "32a");
  BOOST_TEST(expand("pushdef(`a',1)pushdef(`a',2)undefine(`a')a") == "a");
  BOOST_TEST(expand("pushdef(`a',1)pushdef(`a',2)define(`a',3)popdef(`a')a") == "1");
}

BOOST_AUTO_TEST_CASE(a_macro_may_redefine_itself_while_it_runs) {
  BOOST_TEST(expand("define(`a',`undefine(`a')rest')a a") == "rest a");
  BOOST_TEST(expand("define(`a',`define(`a',`new')$1 old')a(x) a") == "x old new");
}

BOOST_AUTO_TEST_CASE(defn_gives_quoted_text_or_the_builtin) {
  BOOST_TEST(expand("define(`a',`len(xyz)')defn(`a')") == "len(xyz)");
  BOOST_TEST(expand("define(`l',defn(`len'))l(abc) l") == "3 l");
  BOOST_TEST(expand("define(`l',defn(`len')ignored)l(abc)") == "3");
  BOOST_TEST(expand("define(`l',x`'defn(`len'))l(abc)") == "x");
  BOOST_TEST(expand("define(`l',defn(`len'))undefine(`len')l(abc)len(a)") == "3len(a)");
}

BOOST_AUTO_TEST_CASE(indir_and_builtin_call_by_name) {
  BOOST_TEST(expand("define(`a b',`<$1>')indir(`a b',`x')") == "<x>");
  BOOST_TEST(expand("undefine(`len')builtin(`len',`abc')") == "3");
  BOOST_TEST(expand("indir(`indir',`builtin',`len',`abcd')") == "4");
  BOOST_TEST(expand("indir(`none')") == "m4:test:1: undefined macro `none'\n");
  BOOST_TEST(expand("builtin(`none')") == "m4:test:1: undefined builtin `none'\n");
  BOOST_TEST(expand("indir(`define',`l',defn(`len'))l(ab)") == "2");
}

BOOST_AUTO_TEST_CASE(ifdef_and_ifelse_choose) {
  BOOST_TEST(expand("ifdef(`len',`yes',`no') ifdef(`none',`yes',`no')") == "yes no");
  BOOST_TEST(expand("ifelse(a,a,1)ifelse(a,b,1,2)ifelse(a,b,1,c,c,3,4)ifelse(a,b,1,c,d,3,4)") ==
             "1234");
  BOOST_TEST(expand("ifelse(only a comment)") == "");
}

BOOST_AUTO_TEST_CASE(shift_drops_one_and_quotes_the_rest) {
  BOOST_TEST(expand("define(`a',x)shift(a,`a',`b,c')") == "a,b,c");
  BOOST_TEST(expand("define(`count',`ifelse($#,1,1,`incr(count(shift($@)))')')count(a,b,c,d)") ==
             "4");
}

BOOST_AUTO_TEST_CASE(builtins_that_need_arguments_are_text_without) {
  BOOST_TEST(expand("define len eval ifelse incr") == "define len eval ifelse incr");
}

BOOST_AUTO_TEST_CASE(wrong_numbers_of_arguments_are_warned_of) {
  BOOST_TEST(expand("len(a,b)") ==
             "1m4:test:1: Warning: excess arguments to builtin `len' ignored\n");
  BOOST_TEST(expand("ifdef(a)") ==
             "m4:test:1: Warning: too few arguments to builtin `ifdef'\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4
