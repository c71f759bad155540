#include "modes/command_line.hh"

#include <boost/test/unit_test.hpp>

using namespace sendwright;
using modes::Mode;
using modes::parse_command_line;

namespace {

modes::CommandLine parsed(std::vector<std::string> words) {
  const auto line = parse_command_line(words);
  BOOST_REQUIRE(line.has_value());
  return *line;
}

std::string error_of(std::vector<std::string> words) {
  const auto line = parse_command_line(words);
  BOOST_REQUIRE(line.has_value() == false);
  BOOST_TEST(base::to_int(line.error().exit_code) == 64);
  return line.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(delivers_by_default) {
  const auto line = parsed({"/usr/sbin/sendmail", "user1", "user2"});
  BOOST_CHECK(line.mode == Mode::kDeliver);
  BOOST_TEST(line.program == "sendmail");
  BOOST_TEST(line.recipients.size() == 2U);
}

BOOST_AUTO_TEST_CASE(other_names_choose_the_mode) {
  BOOST_CHECK(parsed({"mailq"}).mode == Mode::kPrintQueue);
  BOOST_CHECK(parsed({"/usr/bin/newaliases"}).mode == Mode::kInitializeAliases);
}

BOOST_AUTO_TEST_CASE(bundled_and_separate_values) {
  const auto line = parsed({"sendmail", "-oi", "-t", "-fsender@example.com", "-F", "Full Name"});
  BOOST_TEST(line.ignores_dots);
  BOOST_TEST(line.takes_recipients_from_header);
  BOOST_TEST(line.sender.value() == "sender@example.com");
  BOOST_TEST(line.full_name == "Full Name");
  BOOST_TEST(parsed({"sendmail", "-itv"}).is_verbose);
}

BOOST_AUTO_TEST_CASE(null_sender) {
  BOOST_TEST(parsed({"sendmail", "-f", "<>", "x"}).sender.value() == "");
  BOOST_TEST(parsed({"sendmail", "-f", "", "x"}).sender.value() == "");
}

BOOST_AUTO_TEST_CASE(queue_forms) {
  const auto run = parsed({"sendmail", "-q"}).queue_run;
  BOOST_TEST(run.is_wanted);
  BOOST_TEST(!run.interval.has_value());
  BOOST_TEST(parsed({"sendmail", "-q1m"}).queue_run.interval->count() == 60);
  BOOST_TEST(parsed({"sendmail", "-bd", "-q1h30m"}).queue_run.interval->count() == 5400);
  BOOST_TEST(parsed({"sendmail", "-q15"}).queue_run.interval->count() == 900);
  const auto selected = parsed({"sendmail", "-q!Rexample.com", "-qSuser"}).queue_run;
  BOOST_TEST(selected.selections.at(0).first == "!R");
  BOOST_TEST(selected.selections.at(0).second == "example.com");
  BOOST_TEST(selected.selections.at(1).first == "S");
  BOOST_TEST(parsed({"sendmail", "-qGslow"}).queue_run.group == "slow");
}

BOOST_AUTO_TEST_CASE(options_and_macros) {
  const auto line = parsed({"sendmail", "-O", "LogLevel=14", "-odq", "-MrSMTP", "-M{x}y"});
  BOOST_TEST(line.long_options.at(0).first == "LogLevel");
  BOOST_TEST(line.long_options.at(0).second == "14");
  BOOST_TEST(line.letter_options.at(0).first == 'd');
  BOOST_TEST(line.letter_options.at(0).second == "q");
  BOOST_TEST(line.macros.at(0).first == "r");
  BOOST_TEST(line.macros.at(1).first == "x");
}

BOOST_AUTO_TEST_CASE(explanations_are_text_or_html) {
  const auto plain = parsed({"sendmail", "-C", "/x.cf", "--explain", "a@b", "\"c d\"@e"});
  BOOST_TEST(plain.is_explained);
  BOOST_CHECK(plain.mode == Mode::kTest);
  BOOST_TEST(plain.explain_format == "text");
  BOOST_TEST(plain.configuration_file == "/x.cf");
  BOOST_TEST(plain.recipients.size() == 2U);
  BOOST_TEST(plain.recipients.at(1) == "\"c d\"@e");
  const auto page = parsed({"sendmail", "--explain=html", "-d21.12"});
  BOOST_TEST(page.explain_format == "html");
  BOOST_TEST(page.recipients.empty());
  BOOST_TEST(parsed({"sendmail", "--explain=text"}).explain_format == "text");
  BOOST_CHECK(parsed({"sendmail", "--explain", "-bt"}).mode == Mode::kTest);
  BOOST_CHECK(parsed({"newaliases", "--explain"}).mode == Mode::kTest);
  // Behind the first address there are only addresses, and so it is behind `--`.
  BOOST_TEST(!parsed({"sendmail", "a@b", "--explain"}).is_explained);
  BOOST_TEST(!parsed({"sendmail", "--", "--explain"}).is_explained);
  BOOST_TEST(!parsed({"sendmail", "-bt"}).is_explained);
  BOOST_TEST(error_of({"sendmail", "--explain=pdf"}) == "--explain: expected text or html, not pdf");
  BOOST_TEST(error_of({"sendmail", "--explain=HTML"}) ==
             "--explain: expected text or html, not HTML");
  BOOST_TEST(error_of({"sendmail", "--explain="}) == "--explain: expected text or html, not ");
  BOOST_TEST(error_of({"sendmail", "--explains"}) != "");
}

BOOST_AUTO_TEST_CASE(double_dash_ends_flags) {
  BOOST_TEST(parsed({"sendmail", "--", "-x"}).recipients.at(0) == "-x");
}

BOOST_AUTO_TEST_CASE(errors_say_what_is_wrong) {
  BOOST_TEST(error_of({"sendmail", "-bx"}) == "Invalid operation mode x");
  BOOST_TEST(error_of({"sendmail", "-Z"}) == "illegal option -- Z");
  BOOST_TEST(error_of({"sendmail", "-f"}) == "option requires an argument -- f");
  BOOST_TEST(error_of({"sendmail", "-fa", "-fb"}) == "More than one \"from\" person");
  BOOST_TEST(error_of({"sendmail", "-Nsometimes"}) == "Invalid -N argument");
  BOOST_TEST(error_of({"sendmail", "-Rsome"}) == "Invalid -R value");
  BOOST_TEST(error_of({"sendmail", "-q5x"}) == "Invalid time unit `x'");
  BOOST_TEST(error_of({"sendmail", "-q!Gx"}) == "Can not use -q!G");
  BOOST_TEST(error_of({"sendmail", "-bv", "-q"}) == "Can not use -q with -bv");
}

BOOST_AUTO_TEST_CASE(help_names_every_flag) {
  const std::string help = modes::help_text("sendmail");
  for (const char letter : std::string_view("ABbCcDdeFfGhIiLMmNnOopQqRrsTtUVvX")) {
    BOOST_TEST(help.find(std::string("  -") + letter) != std::string::npos, "no help for -" << letter);
  }
}

BOOST_AUTO_TEST_SUITE_END()
