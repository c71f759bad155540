// What the configuration's H lines add to a message.
#include <stdlib.h>

#include <boost/test/unit_test.hpp>

#include "config/expand.hh"
#include "message/header_completion.hh"

using namespace sendwright;
using config::NoRecipientAction;
using namespace sendwright::message;

namespace {

config::HeaderDefinition definition(const std::string& name, const std::string& value,
                                    const std::string& flags, const std::string& macro = {}) {
  std::vector<std::string> messages;
  config::HeaderDefinition one;
  one.name = name;
  one.value = config::code_dollars(value, messages);
  one.mailer_flags = flags;
  one.macro = macro;
  return one;
}

std::vector<config::HeaderDefinition> usual_definitions() {
  return {definition("Return-Path", "<$g>", "P"),
          definition("Received", "$?sfrom $s $.by $j id $i", ""),
          definition("Resent-Date", "$a", "D"),
          definition("Date", "$a", "D"),
          definition("Resent-From", "$?x$x <$g>$|$g$.", "F"),
          definition("From", "$?x$x <$g>$|$g$.", "F"),
          definition("Full-Name", "$x", "x"),
          definition("Message-Id", "<$i@$j>", "M"),
          definition("X-Ret", "${dsn_ret}", "", "dsn_ret")};
}

// `name|condition|value` of each field.
std::string completed(HeaderList headers, const config::MacroScope& macros,
                      NoRecipientAction action = NoRecipientAction::kNone,
                      const std::string& from_line = {}) {
  const auto definitions = usual_definitions();
  complete_header(headers, {definitions, macros, from_line, action, {"x@y", "z"}});
  std::string out;
  for (const HeaderField& field : headers.fields()) {
    if (field.name == "Return-Path") continue;
    out += field.name + '|' + field.condition + '|' + field.value + '\n';
  }
  return out;
}

config::MacroScope usual_macros() {
  config::MacroScope macros;
  macros.set("j", "mx.test");
  macros.set("i", "ID");
  macros.set("g", "joe@a.test");
  macros.set("a", "today");
  macros.set("n", "MAILER-DAEMON");
  return macros;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(header_completion)

BOOST_AUTO_TEST_CASE(adds_what_is_missing_in_front) {
  HeaderList headers;
  headers.append("Subject", " hi");
  headers.append("Date", " then");
  headers.append("Received", " earlier");
  BOOST_TEST(completed(headers, usual_macros()) ==
             "Received|| by mx.test id ID\n"
             "From|F| joe@a.test\n"
             "Message-Id|M| <ID@mx.test>\n"
             "Subject|| hi\n"
             "Date|| then\n"
             "Received|| earlier\n");
}

BOOST_AUTO_TEST_CASE(full_name_field_names_the_sender) {
  HeaderList headers;
  headers.append("Full-Name", " Joe Q. User");
  BOOST_TEST(completed(headers, usual_macros()) ==
             "Received|| by mx.test id ID\n"
             "Date|D| today\n"
             "From|F| \"Joe Q. User\" <joe@a.test>\n"
             "Message-Id|M| <ID@mx.test>\n"
             "Full-Name|x| Joe Q. User\n");
}

BOOST_AUTO_TEST_CASE(resent_fields_only_for_resent_messages) {
  HeaderList headers;
  headers.append("Resent-To", " k");
  const std::string text = completed(headers, usual_macros());
  BOOST_TEST(text.find("Resent-Date|D| today\nDate|D| today\nResent-From|F| joe@a.test\nFrom|F|") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(return_path_waits_for_the_mailer) {
  HeaderList headers;
  headers.append("Return-Path", " <forged@x>");
  const auto definitions = usual_definitions();
  const auto macros = usual_macros();
  complete_header(headers, {definitions, macros, {}, NoRecipientAction::kNone, {}});
  BOOST_TEST(headers.count("Return-Path") == 2U);
  BOOST_TEST(headers.fields().front().condition == "P");
  BOOST_TEST(headers.fields().front().value.find("joe") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(null_sender_is_the_mail_system) {
  auto macros = usual_macros();
  macros.set("g", "");
  BOOST_TEST(completed({}, macros).find("From|F| MAILER-DAEMON\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(macro_conditions_are_kept) {
  auto macros = usual_macros();
  macros.set("dsn_ret", "hdrs");
  BOOST_TEST(completed({}, macros).find("X-Ret|${dsn_ret}| hdrs\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(does_something_about_missing_recipients) {
  const auto last_of = [](NoRecipientAction action) {
    const std::string text = completed({}, usual_macros(), action);
    return text.substr(text.find("Message-Id|M| <ID@mx.test>\n") + 27);
  };
  BOOST_TEST(last_of(NoRecipientAction::kNone) == "");
  BOOST_TEST(last_of(NoRecipientAction::kAddTo) == "To|| x@y, z\n");
  BOOST_TEST(last_of(NoRecipientAction::kAddApparentlyTo) ==
             "Apparently-To|| x@y\nApparently-To|| z\n");
  BOOST_TEST(last_of(NoRecipientAction::kAddToUndisclosed) ==
             "To|| undisclosed-recipients:;\n");
  HeaderList headers;
  headers.append("Cc", " q");
  BOOST_TEST(completed(headers, usual_macros(), NoRecipientAction::kAddTo).find("To|") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(from_line_dates_the_message) {
  const std::string text =
      completed({}, usual_macros(), NoRecipientAction::kNone, "From joe Sat Nov 21 10:00:00 2026");
  BOOST_TEST(text.find("Date|D| Sat, 21 Nov 2026 10:00:00 ") != std::string::npos);
  BOOST_TEST(date_of_from_line("From joe at some time or other") == "");
}

BOOST_AUTO_TEST_CASE(quotes_phrases_with_specials) {
  BOOST_TEST(quoted_phrase("Joe User") == "Joe User");
  BOOST_TEST(quoted_phrase("Joe \"Q.\" User") == "\"Joe \\\"Q.\\\" User\"");
  BOOST_TEST(quoted_phrase("\"Joe Q.\"") == "\"Joe Q.\"");
}

BOOST_AUTO_TEST_SUITE_END()
