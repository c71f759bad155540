#include "rules/test_mode.hh"

#include <sstream>

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using test::Site;

std::string answers(std::string_view rules, const std::string& commands) {
  Site site(rules);
  std::istringstream input(commands + "\n/quit\n");
  std::ostringstream output;
  base::Debug debug;
  TestModeContext context{*site.outcome.configuration, site.maps, site.waiter, debug, nullptr, "1.0"};
  const int status = run_test_mode(context, input, output);
  constexpr std::string_view kStart =
      "ADDRESS TEST MODE (ruleset 3 NOT automatically invoked)\nEnter <ruleset> <address>\n> ";
  const std::string text = output.str();
  BOOST_TEST_REQUIRE(text.starts_with(kStart));
  BOOST_TEST_REQUIRE(text.ends_with("> "));
  const std::string answers = text.substr(kStart.size(), text.size() - kStart.size() - 2);
  return status == 0 ? answers : answers + "exit " + std::to_string(status) + "\n";
}

constexpr std::string_view kRules = "D{m}value\nC{K}one two\nSWrap\nR$*\t$: [ $1 ]\nSEmpty\n";

BOOST_AUTO_TEST_CASE(traces) {
  BOOST_TEST(answers(kRules, "Wrap,Wrap a@b") ==
             "Wrap               input: a @ b\nWrap             returns: [ a @ b ]\n"
             "Wrap               input: [ a @ b ]\nWrap             returns: [ [ a @ b ] ]\n");
  BOOST_TEST(answers(kRules, "Nosuch a") == "Undefined ruleset Nosuch\n");
  BOOST_TEST(answers(kRules, "100 a") == "bad ruleset 100 (100 max)\nUndefined ruleset 100\nexit 70\n");
  BOOST_TEST(answers(kRules, "Wrap") == "No address!\n");
  BOOST_TEST(
      answers(kRules, "Empty \"a") ==
      "\"a... Unbalanced '\"'\nEmpty              input: \"a\"\nEmpty            returns: \"a\"\n");
  BOOST_TEST(answers(kRules, "-d21.12\nWrap a") ==
             "> Wrap               input: a\n-----trying rule: $*\n-----rule matches: $: [ $1 ]\n"
             "rewritten as: [ a ]\nWrap             returns: [ a ]\n");
}

BOOST_AUTO_TEST_CASE(state_is_shown_and_changed) {
  BOOST_TEST(answers(kRules, "${m}\n.D{m}x$j\n${m}\n${none}") == "value\n> > x$j\n> Undefined\n");
  BOOST_TEST(answers(kRules, "$={K}\n.C{K}three\n$={K}") == "one\ntwo\n> > one\ntwo\nthree\n");
  BOOST_TEST(answers(kRules, "=SWrap") == "R$* \t\t$: [ $1 ] \n");
  BOOST_TEST(answers(kRules, "=").starts_with("Usage:"));
  BOOST_TEST(answers(kRules, "=M")
                 .find("mailer 4 (esmtp): P=[IPC] S=11/12 R=21/22 M=0 U=-1:-1 "
                       "F=DFMXamu L=0 E=\\r\\n T=dns/rfc822/smtp r=100 A=TCP $h") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(commands_and_their_mistakes) {
  BOOST_TEST(answers(kRules, "/map word one") == "map_lookup: word (one) returns first (0)\n");
  BOOST_TEST(answers(kRules, "/map nosuch one") == "Map named \"nosuch\" not found\n");
  BOOST_TEST(answers(kRules, "/map word") == "No key specified\n");
  BOOST_TEST(answers(kRules, "/foo x") == "Unknown \"/\" command /foo\n");
  BOOST_TEST(answers(kRules, "/try nosuch x") == "Unknown mailer nosuch\n");
  BOOST_TEST(answers(kRules, "/tryflags XX").empty());
  BOOST_TEST(answers(kRules, "/canon x") == "getcanonname(x) returns x\n");
  BOOST_TEST(answers(kRules, "/expand $j x") == "$j x");
  BOOST_TEST(answers(kRules, " /map word one") == "map_lookup: word (one) returns first (0)\n");
  BOOST_TEST(answers(kRules, "Wrap;Empty a") ==
             "Wrap               input: a\nWrap             returns: [ a ]\n");
  BOOST_TEST(answers(kRules, "Wrap ").empty());
  BOOST_TEST(answers(kRules, "=O").find("\nLogLevel=9 (default)\n") != std::string::npos);
  BOOST_TEST(answers(kRules, "/mx x") == "getmxrr(x) returns -1 value(s):\n");
  BOOST_TEST(answers(kRules, "# a comment").empty());
  BOOST_TEST(answers(kRules, "/parse (x)") ==
             "Cracked address = (x)\nParsing envelope recipient address\nCannot parse\n");
}

BOOST_AUTO_TEST_CASE(debug_levels) {
  BOOST_TEST(answers(kRules, "-d21.15\nWrap a").find("-----trying rule (line ") !=
             std::string::npos);
  BOOST_TEST(answers(kRules, "-d21.36\nWrap a").find(
                 "ADVANCE rp=$*, ap=a\nADVANCE rp=<null>, ap=a\nBACKUP  rp=$*, ap=a\n") !=
             std::string::npos);
  BOOST_TEST(answers(kRules, "-d21.4\n-d21.0\nWrap a").find("rewritten") == std::string::npos);
  BOOST_TEST(answers(kRules, "-d35.9\n.Dq v") == "> define(q as  v)\n");
  BOOST_TEST(answers(kRules, "-d37.8\n.CK v") == "> setclass(K, v)\n");
  BOOST_TEST(answers(kRules, "-d33.1\n/parse (x)").starts_with("> crackaddr((x))\n"));
  BOOST_TEST(answers(kRules, "-d20.1\n/parse (x)").find("--parseaddr((x))\nparseaddr-->NULL\n") !=
             std::string::npos);
}

}  // namespace
