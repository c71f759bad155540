#include "smtp/command.hh"

#include <boost/test/unit_test.hpp>

#include "smtp/parameters.hh"

using namespace sendwright::smtp;
namespace queue = sendwright::queue;

namespace {

std::string mail_error(std::string_view argument, const ParameterRules& rules = {}) {
  const auto parsed = parse_mail(argument, rules);
  return parsed ? "ok " + parsed->address : parsed.error().one_line();
}

std::string rcpt_error(std::string_view argument, const ParameterRules& rules = {}) {
  const auto parsed = parse_rcpt(argument, rules);
  return parsed ? "ok " + parsed->address : parsed.error().one_line();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command)

BOOST_AUTO_TEST_CASE(words_in_any_case_with_blanks_around) {
  const CommandLine command = parse_command("  mAiL \t from:<a@b> \t");
  BOOST_TEST((command.verb == Verb::kMail));
  BOOST_TEST(command.word == "mAiL");
  BOOST_TEST(command.argument == "from:<a@b>");
  BOOST_TEST((parse_command("").verb == Verb::kUnknown));
  BOOST_TEST((parse_command("lhlo x").verb == Verb::kUnknown));
  BOOST_TEST((parse_command("noop\0junk").argument.empty()));
}

BOOST_AUTO_TEST_CASE(mail_addresses_as_typed) {
  BOOST_TEST(mail_error("from:user1@smile.com") == "ok user1@smile.com");
  BOOST_TEST(mail_error("FROM : <a@b>") == "ok <a@b>");
  BOOST_TEST(mail_error("FROM:<a b@c> SIZE=1") == "ok <a b@c>");
  BOOST_TEST(mail_error("FROM:<a@b>x") == "ok <a@b>x");
  BOOST_TEST(mail_error("FROM:<a(com ment)@b>") == "ok <a(com ment)@b>");
  BOOST_TEST(mail_error("FROM:<>") == "ok <>");
  BOOST_TEST(mail_error("FROM:\"a b\"@c  SIZE=3") == "ok \"a b\"@c");
}

BOOST_AUTO_TEST_CASE(mail_syntax_errors) {
  BOOST_TEST(mail_error("joe") == "501 5.5.2 Syntax error in parameters scanning \"joe\"");
  BOOST_TEST(mail_error("") == "501 5.5.2 Syntax error in parameters scanning \"\"");
  BOOST_TEST(mail_error("TO:<a>") == "501 5.5.2 Syntax error in parameters scanning \"TO\"");
  BOOST_TEST(mail_error("FROM:<a@b") == "553 5.0.0 <a@b... Unbalanced '<'");
  BOOST_TEST(mail_error("FROM:a@b>") == "553 5.0.0 a@b>... Unbalanced '>'");
  BOOST_TEST(mail_error("FROM:<\"a@b>") == "553 5.0.0 <\"a@b>... Unbalanced '\"'");
  BOOST_TEST(mail_error("FROM:<a(@b>") == "553 5.0.0 <a(@b>... Unbalanced '('");
  BOOST_TEST(mail_error("FROM:<a\x85@b>") ==
             "501 5.1.7 8-bit character in mailbox address \"<a?@b>\"");
  BOOST_TEST(mail_error("FROM:<\xe1@b>") == "ok <a@b>");
  BOOST_TEST(mail_error("FROM:<\xff@b>") ==
             "501 5.1.7 Syntax error in mailbox address \"?@b\" (non-printable character)");
  BOOST_TEST(mail_error("FROM:<a> (comment)") == "555 5.5.4  parameter unrecognized");
}

BOOST_AUTO_TEST_CASE(size) {
  BOOST_TEST(mail_error("FROM:<a> SIZE") == "501 5.5.2 SIZE requires a value");
  BOOST_TEST(mail_error("FROM:<a> SIZE=") == "ok <a>");
  BOOST_TEST(mail_error("FROM:<a> SIZE=abc size=12") == "ok <a>");
  BOOST_TEST(mail_error("FROM:<a> SIZE=12junk") == "ok <a>");
  BOOST_TEST(mail_error("FROM:<a> SIZE=-1") == "552 5.2.3 Message size invalid");
  BOOST_TEST(mail_error("FROM:<a> SIZE=99999999999999999999") ==
             "552 5.2.3 Message size exceeds maximum value");
  BOOST_TEST(mail_error("FROM:<a> SIZE=101", {.max_message_size = 100}) ==
             "552 5.2.3 Message size exceeds fixed maximum message size (100)");
}

BOOST_AUTO_TEST_CASE(body_ret_envid_auth) {
  BOOST_TEST(mail_error("FROM:<a> BODY=8bitmime") == "ok <a>");
  BOOST_TEST(mail_error("FROM:<a> BODY") == "501 5.5.2 BODY requires a value");
  BOOST_TEST(mail_error("FROM:<a> BODY=BINARYMIME") == "501 5.5.4 Unknown BODY type BINARYMIME");
  BOOST_TEST(mail_error("FROM:<a> RET=HDRS RET=FULL") == "501 5.5.0 Duplicate RET parameter");
  BOOST_TEST(mail_error("FROM:<a> RET=x") == "501 5.5.2 Bad argument \"x\" to RET");
  BOOST_TEST(mail_error("FROM:<a> ENVID=") == "ok <a>");
  BOOST_TEST(mail_error("FROM:<a> ENVID=a+4") == "501 5.5.4 Syntax error in ENVID parameter value");
  BOOST_TEST(mail_error("FROM:<a> ENVID=a=b") == "555 5.5.4 b parameter unrecognized");
  BOOST_TEST(mail_error("FROM:<a> ENVID=x", {.allows_dsn = false}) ==
             "504 5.7.0 Sorry, ENVID not supported, we do not allow DSN");
  BOOST_TEST(mail_error("FROM:<a> AUTH") == "501 5.5.2 AUTH= requires a value");
  BOOST_TEST(mail_error("FROM:<a> AUTH=+zz") == "501 5.5.4 Syntax error in AUTH parameter value");
  BOOST_TEST(parse_mail("FROM:<a> AUTH=<>", {})->auth_identity->empty());
  BOOST_TEST(*parse_mail("FROM:<a> AUTH=e+3Dmc2@b", {})->auth_identity == "e=mc2@b");
  BOOST_TEST(mail_error("FROM:<a> FOO") == "555 5.5.4 FOO parameter unrecognized");
  BOOST_TEST(mail_error("FROM:<a> SMTPUTF8") == "555 5.5.4 SMTPUTF8 parameter unrecognized");
}

BOOST_AUTO_TEST_CASE(deliver_by) {
  BOOST_TEST(mail_error("FROM:<a> BY=120;R") == "ok <a>");
  BOOST_TEST(mail_error("FROM:<a> BY=-120;NT") == "ok <a>");
  BOOST_TEST(mail_error("FROM:<a> BY=0;R") == "501 5.5.4 mode R requires BY time > 0");
  BOOST_TEST(mail_error("FROM:<a> BY=1") == "501 5.5.2 BY= missing ';'");
  BOOST_TEST(mail_error("FROM:<a> BY=1;X") == "501 5.5.2 illegal by-mode 'X'");
  BOOST_TEST(mail_error("FROM:<a> BY=10;R", {.deliver_by_minimum = 60}) ==
             "555 5.5.2 time 10 less than 60");
  BOOST_TEST(mail_error("FROM:<a> BY=10;R", {.deliver_by_minimum = -1}) ==
             "555 5.5.4 BY parameter unrecognized");
}

BOOST_AUTO_TEST_CASE(recipients) {
  BOOST_TEST(rcpt_error("to:user2@skills.com") == "ok user2@skills.com");
  BOOST_TEST(rcpt_error("TO:") == "501 5.5.2 Syntax error in parameters scanning \"TO\"");
  BOOST_TEST(rcpt_error("TO:<a> NOTIFY=NEVER") == "ok <a>");
  BOOST_TEST(rcpt_error("TO:<a> NOTIFY=NEVER,DELAY") == "501 5.5.4 Bad argument \"NEVER\"  to NOTIFY");
  BOOST_TEST(rcpt_error("TO:<a> NOTIFY=SUCCESS,,DELAY") ==
             "501 5.5.4 Bad argument \"\"  to NOTIFY");
  BOOST_TEST(rcpt_error("TO:<a> ORCPT=rfc822") == "501 5.5.4 Syntax error in ORCPT parameter value");
  BOOST_TEST(rcpt_error("TO:<a> ORCPT=rfc822;a ORCPT=rfc822;b") ==
             "501 5.5.0 Duplicate ORCPT parameter");
  const auto parsed = parse_rcpt("TO:<a> ORCPT=rfc822;x+2By@d NOTIFY=success,failure", {});
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->original_recipient == "rfc822;x+y@d");
  BOOST_TEST(parsed->notify.on_success);
  BOOST_TEST(parsed->notify.on_failure);
  BOOST_TEST(!parsed->notify.on_delay);
}

BOOST_AUTO_TEST_CASE(hello_names) {
  for (const std::string_view good : {"a_b", "-x", "a..b", "1.2.3.4", "[IPv6:::1]", "single", "a#b"}) {
    BOOST_TEST(is_valid_hello_name(good), good);
  }
  for (const std::string_view bad : {"", "a!b", "a;b", "a@b", "<a>", "\"a\"", "a b", "\xe4"}) {
    BOOST_TEST(!is_valid_hello_name(bad), bad);
  }
  BOOST_TEST(!is_valid_hello_name(std::string(300, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()
