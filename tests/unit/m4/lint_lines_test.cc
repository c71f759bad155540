// What --lint sees in a line of the output, in the text of a .mc, and in the order of its calls.
#include <boost/test/unit_test.hpp>

#include "m4/lint/order.hh"
#include "m4/lint/output_line.hh"
#include "m4/lint/source_scan.hh"
#include "unit/m4/support.hh"

namespace sendwright::m4::lint {

namespace {

// The findings in a text, as lines, where FEATURE, MAILER and LOCAL_CONFIG are macros.
struct Scan {
  explicit Scan(std::string text, bool has_comments = false) {
    StringSink out;
    StringSink errors;
    Processor m4({}, out, errors);
    m4.process_text(
        "define(`FEATURE', `feature($@)')define(`MAILER', `mailer($@)')"
        "define(`LOCAL_CONFIG', `divert(6)')",
        "setup");
    const Vocabulary vocabulary(m4.symbols());
    const Source source{"x.mc", std::move(text), has_comments};
    Findings found;
    SourceScan scan(source, vocabulary, found);
    scan.run();
    lines = found.lines("m4", true);
    unclosed = scan.unclosed_quote_line();
  }
  [[nodiscard]] bool says(std::string_view part) const {
    return lines.find(part) != std::string::npos;
  }
  std::string lines;
  int unclosed = 0;
};

std::string order_of(std::initializer_list<SiteCall> calls) {
  Findings findings;
  OrderCheck order(findings);
  for (const SiteCall& call : calls)
    order.take(call);
  return findings.lines("m4", true);
}

SiteCall call(std::string macro, std::string argument, int line) {
  const bool begins_section = macro.starts_with("LOCAL_CONFIG");
  return {std::move(macro), std::move(argument), begins_section, {"x.mc", line}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lint_lines)

BOOST_AUTO_TEST_CASE(commands_of_a_cf) {
  for (const std::string_view line : {"Cwlocalhost",
                                      "C{Accept}OK RELAY",
                                      "DMexample.com",
                                      "D{x}value",
                                      "DS",
                                      "EPATH=/bin",
                                      "ETZ",
                                      "Fw/etc/mail/names",
                                      "F{R}-o /etc/mail/x",
                                      "F{w}@LDAP",
                                      "Fw|/bin/names",
                                      "HSubject: x",
                                      "H?D?Date: $a",
                                      "Kaccess hash /etc/mail/access",
                                      "Mlocal, P=/bin/mail",
                                      "O LogLevel=9",
                                      "OA/etc/aliases",
                                      "O HelpFile",
                                      "Plist=-30",
                                      "Qslow, P=/var/q",
                                      "R$*\t$@ OK",
                                      "Scheck_mail",
                                      "S98",
                                      "SParse=3",
                                      "Troot daemon",
                                      "V10/Berkeley",
                                      "Xspam, S=local:/x"}) {
    BOOST_TEST_CONTEXT(line) BOOST_CHECK(kind_of(line) == LineKind::kCommand);
  }
}

BOOST_AUTO_TEST_CASE(lines_that_are_no_commands) {
  BOOST_CHECK(kind_of("") == LineKind::kBlank);
  BOOST_CHECK(kind_of(" \t") == LineKind::kBlank);
  BOOST_CHECK(kind_of("# x") == LineKind::kComment);
  BOOST_CHECK(kind_of("\t$@ OK") == LineKind::kContinuation);
  BOOST_CHECK(kind_of("R$*   $@ OK") == LineKind::kRuleWithoutTab);
  for (const std::string_view line : {"text",
                                      "'",
                                      ")",
                                      "Mail is fine",
                                      "Features of ours",
                                      "O",
                                      "O =9",
                                      "K",
                                      "Kname",
                                      "Hello",
                                      "Very old",
                                      "Pay attention",
                                      "S",
                                      "Some more words",
                                      "Lx",
                                      "Ax",
                                      "123",
                                      "C",
                                      "T",
                                      "X x y",
                                      "\xe2\x80\x98",
                                      "define(x, y)"}) {
    BOOST_TEST_CONTEXT(line) BOOST_CHECK(kind_of(line) == LineKind::kStray);
  }
}

BOOST_AUTO_TEST_CASE(prose_looks_like_a_command) {
  BOOST_TEST(is_prose("This host is the hub."));
  BOOST_TEST(is_prose("Don't touch this"));
  BOOST_TEST(!is_prose("Troot daemon"));
  BOOST_TEST(!is_prose("Kaccess hash /etc/mail/access"));
  BOOST_TEST(!is_prose("CE root admin user"));
  BOOST_TEST(!is_prose(""));
}

BOOST_AUTO_TEST_CASE(unexpanded_calls) {
  BOOST_TEST(called_name("FEATURE (redirect)") == "FEATURE");
  BOOST_TEST(called_name("  define(a, b)") == "define");
  BOOST_TEST(called_name("FEATURE") == "");
  BOOST_TEST(called_name("R$* ( $* )") == "");
  BOOST_TEST(called_name("") == "");
}

BOOST_AUTO_TEST_CASE(right_text_has_no_findings) {
  const Scan scan(
      "FEATURE(`a', `b',\n  `c')dnl ’tis (“fine”)\n# see (‘this’), and `that'\n"
      "define(`X', `it is ‘so’ here')\nFEATURE(x)dnl FEATURE (y)\n");
  BOOST_TEST(scan.lines == "");
  BOOST_TEST(scan.unclosed == 0);
}

BOOST_AUTO_TEST_CASE(wrong_quotes) {
  BOOST_TEST(Scan("\nFEATURE(‘x’)").says("m4:x.mc:2: error: ‘ is no quote"));
  BOOST_TEST(Scan("FEATURE(`x’)").says("’ is no quote"));
  BOOST_TEST(Scan("FEATURE(\x93x\x94)").says("a Windows quote is no quote"));
  BOOST_TEST(Scan("FEATURE(`a', \xc2\xb4x')").says("is no quote"));
  BOOST_TEST(Scan("FEATURE('x')").says("begins with an apostrophe"));
  BOOST_TEST(Scan("FEATURE(`x', 'y')").says("begins with an apostrophe"));
  BOOST_TEST(Scan("FEATURE(\"x\")").says("double quotes do not quote"));
  BOOST_TEST(Scan("FEATURE(`x', \"550 no\")").lines == "");
  BOOST_TEST(Scan("divert(-1)\nFEATURE('x')\ndivert(0)\n").lines == "");
  BOOST_TEST(Scan("changequote([, ])FEATURE('x')").lines == "");
  BOOST_TEST(Scan("\xc3\x91\xc3\xb1 (\xd0\x91,\xd0\x92)").lines == "");  // letters, not quotes
}

BOOST_AUTO_TEST_CASE(comments_are_none) {
  BOOST_TEST(Scan("# FEATURE(x)\n").says("m4:x.mc:1: warning: # is no comment to m4: FEATURE"));
  BOOST_TEST(Scan("# LOCAL_CONFIG\n").says("LOCAL_CONFIG takes effect"));
  BOOST_TEST(Scan("# a FEATURE, see index(3)\n").lines == "");
  BOOST_TEST(Scan("# FEATURE(x)\n", true).lines == "");
  BOOST_TEST(
      Scan("# FEATURE(x)\ninclude(`m4/cf.m4')\n# MAILER(x)\n", true).says("m4:x.mc:3: warning"));
}

BOOST_AUTO_TEST_CASE(the_likely_place_of_an_open_quote) {
  BOOST_TEST(Scan("ifdef(`a', `\nFEATURE(`x)\nFEATURE(`y')\n')\n").unclosed == 2);
  BOOST_TEST(Scan("\nFEATURE(`x)\nMAILER(`y')\n").unclosed == 2);
  BOOST_TEST(Scan("\nFEATURE(`x`)\nLOCAL_CONFIG\n").unclosed == 2);
  BOOST_TEST(Scan("ifdef(`a', `dnl\nFEATURE(`x')\nMAILER(`y')\n')\n").unclosed == 0);
}

BOOST_AUTO_TEST_CASE(ends_anywhere) {
  for (const std::string_view text : {"`", "FEATURE(", "FEATURE(`", "dnl", "# ", "\xe2\x80", "\x91",
                                      "divert(", "FEATURE ", "include(", "'", ")", "1a"}) {
    BOOST_TEST(Scan(std::string(text)).unclosed == 0);
  }
}

BOOST_AUTO_TEST_CASE(order_rules) {
  BOOST_TEST(
      order_of({call("OSTYPE", "linux", 1), call("FEATURE", "x", 2), call("MAILER", "local", 3),
                call("MAILER", "smtp", 4), call("LOCAL_CONFIG", "", 5)}) == "");
  BOOST_TEST(
      order_of({call("MAILER", "local", 3), call("FEATURE", "x", 4)})
          .starts_with("m4:x.mc:4: error: FEATURE(x) stands behind MAILER(local) of line 3"));
  BOOST_TEST(order_of({call("MAILER", "uucp", 3), call("MAILER", "smtp", 4)})
                 .starts_with("m4:x.mc:4: warning: MAILER(smtp) stands behind MAILER(uucp)"));
  BOOST_TEST(order_of({call("MAILER", "local", 3), call("MAILER", "local", 4)})
                 .find("is ignored; keep one of them") != std::string::npos);
  BOOST_TEST(order_of({call("MAILER", "smtp", 3), call("MODIFY_MAILER_FLAGS", "LOCAL", 4)}) == "");
  BOOST_TEST(order_of({call("MAILER", "smtp", 3), call("MODIFY_MAILER_FLAGS", "ESMTP", 4)}) != "");
  BOOST_TEST(order_of({call("LOCAL_CONFIG", "", 3), call("FEATURE", "x", 4)}) != "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4::lint
