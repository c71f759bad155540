#include "config/expand.hh"

#include <boost/test/unit_test.hpp>

namespace {

using namespace sendwright::config;

std::string expanded(std::string_view text, const MacroScope& scope) {
  return expand_source(text, scope);
}

BOOST_AUTO_TEST_CASE(references_and_conditionals) {
  MacroScope scope;
  scope.set("j", "mx.example");
  scope.set("client_name", "c.example");
  scope.set("empty", "");
  BOOST_TEST(expanded("$j says hi to ${client_name}$$", scope) ==
             "mx.example says hi to c.example$");
  BOOST_TEST(expanded("$?{client_name}yes $j$|no$.!", scope) == "yes mx.example!");
  BOOST_TEST(expanded("$?{empty}yes$|no$.", scope) == "no");
  BOOST_TEST(expanded("$?x$?j a$|b$.$|$?j c$|d$.$.", scope) == " c");
  BOOST_TEST(expanded("${undefined}|", scope) == "|");
  BOOST_TEST(expanded("end$", scope) == "end$");
}

BOOST_AUTO_TEST_CASE(values_of_the_configuration_are_expanded_and_typed_ones_are_not) {
  std::vector<std::string> messages;
  MacroScope scope;
  scope.set("B", "two");
  scope.set("A", code_dollars("x$B", messages));
  BOOST_TEST(macro_value("A", scope) == "xtwo");
  scope.set("A", "x$B");
  BOOST_TEST(macro_value("A", scope) == "x$B");
  scope.set("L", code_dollars("($L)", messages));
  BOOST_TEST(macro_value("L", scope).size() < 100U);
  BOOST_TEST(messages.empty());
}

BOOST_AUTO_TEST_CASE(wrong_names_are_reported) {
  std::vector<std::string> messages;
  std::size_t consumed = 0;
  BOOST_TEST(parse_name("{VirtHost} x", consumed, messages) == "VirtHost");
  BOOST_TEST(consumed == 10U);
  BOOST_TEST(parse_name("x", consumed, messages) == "x");
  BOOST_TEST(messages.empty());
  BOOST_TEST(parse_name("{a-b}", consumed, messages) == "ab");
  BOOST_TEST(messages.back() == "Invalid macro/class character -");
  BOOST_TEST(parse_name("", consumed, messages).empty());
  BOOST_TEST(messages.back() == "Name required for macro/class");
  BOOST_TEST(parse_name("{open", consumed, messages).empty());
}

}  // namespace
