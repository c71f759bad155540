#include "config/cf_reader.hh"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "config/expand.hh"

namespace {

using namespace sendwright;
using namespace sendwright::config;

constexpr std::string_view kBase =
    "V10/Berkeley\nO QueueDirectory=/q\nO OperatorChars=.:%@!^/[]+\n"
    "Mlocal, P=/bin/mail, F=lsDFM, A=mail -d $u\n";

ReadOutcome read(std::string_view tail) {
  ReadOptions options;
  options.host = HostIdentity::from_full_name("mx.site.example");
  options.operation_mode = 't';
  return read_configuration_text(std::string(kBase) + std::string(tail), "test.cf", options);
}

std::string only_message(std::string_view tail) {
  const ReadOutcome outcome = read(tail);
  BOOST_REQUIRE_MESSAGE(outcome.messages.size() == 1U, tail << ": " << outcome.messages.size());
  return outcome.messages[0].text;
}

BOOST_AUTO_TEST_CASE(what_is_there_before_the_first_line) {
  const ReadOutcome outcome = read("");
  const Configuration& configuration = *outcome.configuration;
  BOOST_TEST(outcome.messages.empty());
  BOOST_TEST((outcome.exit_code == base::ExitCode::kOk));
  BOOST_TEST(configuration.macros.get("w") == "mx");
  BOOST_TEST(configuration.macros.get("j") == "mx.site.example");
  BOOST_TEST(configuration.macros.get("m") == "site.example");
  BOOST_TEST(configuration.find_class("w")->contains("MX"));
  BOOST_TEST(configuration.find_mailer("PROG") != nullptr);
  BOOST_TEST(configuration.find_mailer("*file*")->is_file());
}

BOOST_AUTO_TEST_CASE(macros_and_classes) {
  const ReadOutcome outcome = read(
      "DAx$B\nDBtwo\nD{long}  lead \"quo ted\" b\\ack  trail   # comment\n"
      "C{X}one Two three.four\nC{Y}$={X} five\nCZ$B\nTjoe\n T bob\n");
  const Configuration& configuration = *outcome.configuration;
  BOOST_TEST(macro_value("A", configuration.macros) == "xtwo");
  BOOST_TEST(configuration.macros.get("long") == "  lead quo ted back  trail");
  BOOST_TEST(configuration.find_class("Y")->contains("THREE.FOUR"));
  BOOST_TEST(configuration.find_class("Y")->contains("five"));
  BOOST_TEST(configuration.find_class("Z")->contains("two"));
  BOOST_TEST(configuration.is_trusted_user("joe"));
  BOOST_TEST(configuration.is_trusted_user("bob"));
  BOOST_TEST(configuration.find_class("none") == nullptr);
}

BOOST_AUTO_TEST_CASE(classes_from_files_and_programs) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("class_words." + std::to_string(getpid()));
  std::ofstream(file) << "# skipped\nalpha one\n\n  beta#x two\n";
  const std::string name = file.string();
  const ReadOutcome outcome =
      read("F{W}" + name + "\nF{S}" + name + " %*s %s\nF{O}-o /nonexistent/x\n" +
           "F{P}|/bin/pwd\nF{M}/nonexistent/y\n");
  std::filesystem::remove(file);
  const Configuration& configuration = *outcome.configuration;
  BOOST_TEST(configuration.find_class("W")->contains("alpha"));
  BOOST_TEST(configuration.find_class("W")->contains("beta#x"));
  BOOST_TEST(!configuration.find_class("W")->contains("skipped"));
  BOOST_TEST(configuration.find_class("S")->contains("two"));
  BOOST_TEST(configuration.find_class("P")->members().size() == 1U);
  BOOST_REQUIRE(outcome.messages.size() == 1U);
  BOOST_TEST(outcome.messages[0].text ==
             "test.cf: line 9: fileclass: cannot open '/nonexistent/y': No such file or directory");
}

BOOST_AUTO_TEST_CASE(mailers_with_their_equates) {
  const ReadOutcome outcome = read(
      "Sone=7\nMesmtp,\tP=[IPC], F=mDFMuXa, S=11/12, R=one/Two, E=\\r\\n, L=990,\n"
      "\tT=DNS/RFC822/SMTP, M=1000, m=5, r=10,\n\tA=TCP $h\nMx, P=/x, A=x \"a b\" c\n");
  BOOST_TEST(outcome.messages.empty());
  const Mailer& esmtp = *outcome.configuration->find_mailer("ESMTP");
  BOOST_TEST(esmtp.is_ipc());
  BOOST_TEST(esmtp.flags.text() == "DFMXamu");
  BOOST_TEST(esmtp.sender_envelope == 11);
  BOOST_TEST(esmtp.sender_header == 12);
  BOOST_TEST(esmtp.recipient_envelope == 7);
  BOOST_TEST(outcome.configuration->ruleset_name(esmtp.recipient_header) == "Two");
  BOOST_TEST(esmtp.eol == "\r\n");
  BOOST_TEST(esmtp.line_limit == 990U);
  BOOST_TEST(esmtp.max_size == 1000U);
  BOOST_TEST(esmtp.max_messages == 5U);
  BOOST_TEST(esmtp.max_recipients == 10U);
  BOOST_TEST(esmtp.diagnostic_type == "SMTP");
  BOOST_REQUIRE(esmtp.argv.size() == 2U);
  const Mailer& other = *outcome.configuration->find_mailer("x");
  BOOST_TEST(other.eol == "\r\n");
  BOOST_TEST(other.mta_type.empty());
}

BOOST_AUTO_TEST_CASE(rules_keep_their_source_lines) {
  const ReadOutcome outcome = read(
      "SPart\nRa\t\t$: first\tcomment\nSOther\nR$*\t$@ x\nSPart\nRlong $*\n\t$@ joined\n"
      "SNum=55\nR$*\t$1\n");
  const Configuration& configuration = *outcome.configuration;
  const auto part = configuration.find_ruleset("Part");
  BOOST_REQUIRE(part.has_value());
  BOOST_TEST(*part == kMaxRulesets - 1);
  const RulesetSource& ruleset = configuration.rulesets[static_cast<std::size_t>(*part)];
  BOOST_REQUIRE(ruleset.rules.size() == 2U);
  BOOST_TEST(ruleset.rules[0].line == 6);
  BOOST_TEST(ruleset.rules[1].lhs.starts_with("long"));
  BOOST_TEST(*configuration.find_ruleset("Num") == 55);
  BOOST_TEST(configuration.ruleset_name(55) == "Num");
  BOOST_TEST(!configuration.find_ruleset("part").has_value());
  BOOST_TEST(!configuration.find_ruleset("100").has_value());
  BOOST_REQUIRE(outcome.messages.size() == 1U);
  BOOST_TEST(outcome.messages[0].text == "WARNING: Ruleset Part has multiple definitions");
}

BOOST_AUTO_TEST_CASE(what_counts_as_a_metatoken_in_rules) {
  // Not what is quoted, nor what a backslash protects; a tab may cut a name in two.
  BOOST_TEST(read("ST\nR$*\t\"$2\" \\$2 \"\\\"$2\"\n").messages.empty());
  BOOST_TEST(only_message("ST\nR\"$*\" x\t$1\n").ends_with("replacement $1 out of bounds"));
  BOOST_TEST(only_message("ST\nR$*\t$( a\n").ends_with("missing map closing token"));
  BOOST_TEST(read("ST\nR$=\tx\n").messages.empty());
  BOOST_TEST(!read("ST\nR$?\tx\n").messages.empty());
  BOOST_TEST(read("ST\nRx\t$&\ty\n").messages.empty());
}

BOOST_AUTO_TEST_CASE(headers_maps_and_declarations) {
  const ReadOutcome outcome = read(
      "HReceived: from $s\n\tby $j\nH?F?From: $q\nH?${auth}?X-Auth: ${auth}\n"
      "HSubject: $>CheckSubject\nH*: $>+Default\nKaccess hash -T<TMPF> /etc/mail/access\n"
      "Pjunk=-100\nQslow, P=/q/slow, I=1h\nXfilter, S=inet:3@localhost, F=T\nEAGENT=x$w\nETZ\n");
  BOOST_TEST(outcome.messages.empty());
  const Configuration& configuration = *outcome.configuration;
  BOOST_REQUIRE(configuration.headers.size() == 3U);
  BOOST_TEST(configuration.headers[0].value.find('\n') != std::string::npos);
  BOOST_TEST(configuration.headers[1].mailer_flags == "F");
  BOOST_TEST(configuration.headers[2].macro == "auth");
  BOOST_REQUIRE(configuration.header_checks.size() == 2U);
  BOOST_TEST(configuration.header_checks[0].ruleset == "CheckSubject");
  BOOST_TEST(configuration.header_checks[1].keeps_comments);
  BOOST_REQUIRE(configuration.maps.size() == 1U);
  BOOST_TEST(configuration.maps[0].arguments == "-T<TMPF> /etc/mail/access");
  BOOST_TEST(configuration.precedences[0].value == -100);
  BOOST_TEST(*configuration.queue_groups[0].find("I") == "1h");
  BOOST_TEST(*configuration.milters[0].find("S") == "inet:3@localhost");
  BOOST_TEST(*configuration.environment[0].value == "xmx");
  BOOST_TEST(!configuration.environment[1].value.has_value());
}

BOOST_AUTO_TEST_CASE(bad_lines_name_file_and_line) {
  BOOST_TEST(only_message("Zjunk\n") == "test.cf: line 5: unknown configuration line \"Zjunk\"");
  BOOST_TEST(only_message("SX\nRa b\n") ==
             "test.cf: line 6: invalid rewrite line \"Ra b\" (tab expected)");
  BOOST_TEST(only_message("SX\nRa $1\tb\n") ==
             "test.cf: line 6: Inappropriate use of $1-$9 on LHS");
  BOOST_TEST(only_message("SX\nRa\t$2\n") == "test.cf: line 6: replacement $2 out of bounds");
  BOOST_TEST(only_message("SX\nRa\t$( a $( b $) $)\n") ==
             "test.cf: line 6: cannot nest map lookups");
  BOOST_TEST(only_message("Mfoo, P=/x\n") == "test.cf: line 5: Mfoo: A= argument required");
  BOOST_TEST(only_message("S100\n") == "test.cf: line 5: bad ruleset 100 (100 max)");
  BOOST_TEST(only_message("K\n") == "test.cf: line 5: readcf: config K line: no map name");
  BOOST_TEST(only_message("Hfoo bar\n") ==
             "test.cf: line 5: header syntax error, line \"foo bar\"");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read) {
  const ReadOutcome outcome = read_configuration("/nonexistent/sendmail.cf", {});
  BOOST_TEST((outcome.exit_code == base::ExitCode::kSystemFile));
  BOOST_TEST(outcome.messages[0].text ==
             "/nonexistent/sendmail.cf: line 0: cannot open: No such file or directory");
  BOOST_TEST(read_configuration("/", {}).messages[0].text == "/: line 0: not a plain file");
}

}  // namespace
