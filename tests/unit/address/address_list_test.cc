#include "address/address_list.hh"

#include <boost/test/unit_test.hpp>

namespace {

using namespace sendwright::address;

BOOST_AUTO_TEST_CASE(an_address_is_replaced_and_the_rest_kept) {
  struct Case {
    std::string_view text;
    std::string_view cracked;
  };
  const Case cases[] = {
      {"erin", "$g"},
      {"full <a@b> more", "full <$g> more"},
      {"Joe Q. P <a@b>", "\"Joe Q. P\" <$g>"},
      {"\"Joe\" <a@b> (c)", "\"Joe\" <$g> (c)"},
      {"(c) a@b (d)", "(c) $g (d)"},
      {"a(x)b", "$g (x)"},
      {"erin (x", "$g (x)"},
      {"(a\"b)c\"d", "(a\"b) $g"},
      {"group: a@b;", "group: $g;"},
      {"x:<a@b>", "x:<$g>"},
      {":include:/x", ":$g"},
      {"x::a@b", "$g"},
      {"a@b:c", "\"a@b\":$g"},
      {"X (c) Y <a@b>", "X (c) Y <$g>"},
      {"Joe\\, X <a@b>", "\"Joe\\, X\" <$g>"},
      {"a<b>c<d>", "\"a<b>c\"<$g>"},
      {"<a@b>, <c@d>", "\"<a@b>,\" <$g>"},
      {"<a>(b)", "<$g>(b)"},
      {"(x) <a@b", "(x) <$g>"},
      {"<>", "<>"},
      {"(c)", "(c)"},
      {"J.P. Q <a@b> (comment \"q\")", "\"J.P. Q\" <$g> (comment \"q\")"},
  };
  for (const Case& one : cases) {
    BOOST_TEST(crack_address(one.text).with("$g") == one.cracked, "cracking " << one.text);
  }
  BOOST_TEST(crack_address("x:a@b", true).with("$g") == "$g");
  BOOST_TEST(crack_address("Joe <a@b (x)>").address == "a@b");
}

BOOST_AUTO_TEST_CASE(lists_are_cut_at_their_commas_only) {
  const auto pieces = split_address_list("a@b, \"x, y\" <c@d>,, (p, q) e@f , <@r,@s:u@v>, g@[1,2]");
  BOOST_REQUIRE(pieces.size() == 5U);
  BOOST_TEST(pieces[0] == "a@b");
  BOOST_TEST(pieces[1] == "\"x, y\" <c@d>");
  BOOST_TEST(pieces[2] == "(p, q) e@f");
  BOOST_TEST(pieces[3] == "<@r,@s:u@v>");
  BOOST_TEST(pieces[4] == "g@[1,2]");
}

BOOST_AUTO_TEST_CASE(groups_are_cut_or_kept_whole) {
  const auto members = split_address_list("x@y, list: a@b, c@d; , z@y");
  BOOST_REQUIRE(members.size() == 4U);
  BOOST_TEST(members[1] == "a@b");
  BOOST_TEST(members[2] == "c@d");
  const auto whole = split_address_list("x@y, list: a@b, c@d;, z@y", false);
  BOOST_REQUIRE(whole.size() == 3U);
  BOOST_TEST(whole[1] == "list: a@b, c@d;");
  BOOST_TEST(split_address_list("node::user").size() == 1U);
  BOOST_TEST(split_address_list("undisclosed:;").empty());
}

}  // namespace
