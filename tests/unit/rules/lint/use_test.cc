// Rulesets, maps, classes and macros: used and not there, there and not used.
#include <boost/test/unit_test.hpp>

#include "lint_fixture.hh"
#include "rules/lint/cf_lines.hh"
#include "rules/lint/map_use.hh"
#include "rules/lint/name_use.hh"
#include "rules/lint/ruleset_use.hh"

namespace {

using namespace sendwright::rules::lint;
using namespace sendwright::rules::lint::test;

std::string rulesets(const std::string& rules) {
  File file(rules);
  check_ruleset_use(file.configuration(), *file.program, file.ownership(), file.findings);
  return file.found();
}

std::string maps(const std::string& rules) {
  File file(rules);
  check_map_use(file.configuration(), *file.program, file.text, file.maps, file.ownership(),
                file.findings);
  return file.found();
}

std::string classes(const std::string& rules) {
  File file(rules);
  check_class_use(*file.program, file.configuration(), file.findings);
  return file.found();
}

std::string macros(const std::string& rules) {
  File file(rules);
  check_macro_use(*file.program, file.configuration(), file.text, file.ownership(), file.findings);
  return file.found();
}

BOOST_AUTO_TEST_CASE(rulesets_that_are_called_and_not_there) {
  BOOST_TEST(has(rulesets("S0\nR$*\t$: $>Typo $1\n"), "t.cf:6: error: "));
  BOOST_TEST(has(rulesets("S0\nR$*\t$: $>44 $1\n"), "t.cf:6: note: "));
  BOOST_TEST(has(rulesets("HSubject: $>CheckIt\n"), "t.cf:5: error: the check of header Subject"));
  BOOST_TEST(has(rulesets("Msmtp, P=[IPC], S=Gone, A=TCP $h\n"), "mailer smtp names in S="));
  BOOST_TEST(rulesets("S0\nR$*\t$: $>\"Quoted\" $1\nSQuoted\nR$*\t$@ $1\n") == "");
}

BOOST_AUTO_TEST_CASE(rulesets_that_nothing_calls) {
  BOOST_TEST(
      has(rulesets("SForgotten\nR$*\t$@ $1\n"), "t.cf:6: warning: ruleset Forgotten is never"));
  BOOST_TEST(has(rulesets("Scheck_recipient\nR$*\t$@ $1\n"), "check_rcpt"));
  // Called only by one that is not called.
  BOOST_TEST(has(rulesets("SA\nR$*\t$: $>B $1\nSB\nR$*\t$@ $1\n"), "ruleset B is never"));
}

BOOST_AUTO_TEST_CASE(rulesets_that_something_calls) {
  BOOST_TEST(rulesets("Scheck_rcpt\nR$*\t$@ $1\nS5\nR$*\t$@ $1\n") == "");
  BOOST_TEST(rulesets("HSubject: $>Sub\nSSub\nR$*\t$@ $1\n") == "");
  BOOST_TEST(rulesets("Msmtp, P=[IPC], S=Env/Hdr, R=21, A=TCP $h\nSEnv\nR$*\t$@ $1\nSHdr\nR$*\t$@ "
                      "$1\nS21\nR$*\t$@ $1\n") == "");
  BOOST_TEST(rulesets("S3\nR$*\t$: $>Sub $1\nSSub=42\nR$*\t$@ $1\n") == "");
}

// With a computed name, whatever is named in a rule may be called.
BOOST_AUTO_TEST_CASE(computed_calls) {
  const std::string computed = "S0\nR$-\t$: $>$1 x\nR$*\t$@ Named\n";
  BOOST_TEST(rulesets(computed + "SNamed\nR$*\t$@ $1\n") == "");
  BOOST_TEST(has(rulesets(computed + "SUnnamed\nR$*\t$@ $1\n"), "ruleset Unnamed is never called"));
}

BOOST_AUTO_TEST_CASE(maps_that_are_not_declared) {
  BOOST_TEST(has(maps("S0\nR$*\t$: $(acess $1 $)\n"),
                 "t.cf:6: error: a rule of ruleset 0 uses map acess"));
  BOOST_TEST(maps("S0\nR$*\t$: $[ $1 $]\n") == "");
  BOOST_TEST(maps("Kaccess hash /e\nS0\nR$*\t$: $(access $1 $)\n") == "");
}

BOOST_AUTO_TEST_CASE(maps_that_nothing_uses) {
  BOOST_TEST(has(maps("Kold hash /e\n"), "t.cf:5: warning: map old is declared and not used"));
  BOOST_TEST(
      maps("Kone hash /a\nKtwo hash /b\nKboth sequence one two\nS0\nR$*\t$: $(both $1 $)\n") == "");
  BOOST_TEST(maps("Kaliases.ldap hash /a\nKwords hash /w\nFw key@words:x\n") == "");
  // A name that is computed may be any word of a rule.
  BOOST_TEST(maps("Kone hash /a\nS0\nR$-\t$: $($1 x $)\nR$*\t$@ one\n") == "");
}

BOOST_AUTO_TEST_CASE(classes_without_members) {
  BOOST_TEST(
      has(classes("S0\nR$={Mine}\t$@ $1\n"), "t.cf:6: warning: class $={Mine} is never defined"));
  BOOST_TEST(has(classes("S0\nR$~{Mine}\t$@ $1\n"), "it excludes nothing"));
  BOOST_TEST(has(classes("S0\nR$=M\t$@ $1\n"), "t.cf:6: note: class $=M"));
  BOOST_TEST(classes("C{Mine}\nS0\nR$={Mine} $=w\t$@ $1\n") == "");
}

BOOST_AUTO_TEST_CASE(macros_without_a_value) {
  BOOST_TEST(
      has(macros("S0\nR$*\t$: ${Mine} $1\n"), "t.cf:6: warning: macro ${Mine} is never defined"));
  BOOST_TEST(has(macros("S0\nR$*\t$: $&{Mine} $1\n"), "macro $&{Mine} is never defined"));
  BOOST_TEST(has(macros("S0\nR$*\t$: $S $1\n"), "note: macro $S"));
  BOOST_TEST(macros("D{Mine}x\nS0\nR$*\t$: ${Mine} $j $1\n") == "");
  BOOST_TEST(macros("Kmacro macro\nS0\nR$*\t$: $(macro {Mine} $@ $1 $)\nR$*\t$: $&{Mine}\n") == "");
  BOOST_TEST(macros("S0\nR$*\t$: $?{Mine} ${Mine} $. $1\n") == "");
  BOOST_TEST(macros("HReceived: from $s by $j with $r; $b\n") == "");
}

BOOST_AUTO_TEST_CASE(macros_that_rules_take_too_early) {
  BOOST_TEST(has(macros("S0\nR$*\t$: ${client_addr} $1\n"),
                 "t.cf:6: warning: macro ${client_addr} is taken when the rule is read, and empty "
                 "then; write $&{client_addr}"));
  BOOST_TEST(has(macros("S0\nR$*\t$: ${Mine} $1\nD{Mine}x\n"), "defined only in line 7"));
  BOOST_TEST(macros("S0\nR$*\t$: $&{client_addr} $1\n") == "");
}

BOOST_AUTO_TEST_CASE(lines_are_joined_and_comments_dropped) {
  std::string seen;
  for_each_cf_line("# no\nHA: b\n\tc # no\n\nDx\\#y $#z\n",
                   [&seen](char letter, std::string_view rest, int line) {
                     seen += std::to_string(line) + letter + std::string(rest) + "|";
                   });
  BOOST_TEST(seen == "2HA: b\n\tc |5Dx#y $#z|");
}

}  // namespace
