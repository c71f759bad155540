// The header as a mailer gets it. The expected texts are what sendmail 8.17 sends.
#include <boost/test/unit_test.hpp>

#include "address/meta.hh"
#include "message/header_parser.hh"
#include "message/header_renderer.hh"

using namespace sendwright;
using namespace sendwright::message;

namespace {

// Marks what was rewritten, by role.
class MarkingRewriter final : public AddressRewriter {
 public:
  std::string rewrite(std::string_view address, AddressRole role) override {
    return std::string(address) + (role == AddressRole::kSender ? "@s" : "@r");
  }
};

class SameRewriter final : public AddressRewriter {
 public:
  std::string rewrite(std::string_view address, AddressRole) override { return std::string(address); }
};

HeaderList parsed(std::string_view text) {
  HeaderParser parser;
  (void)parser.feed(text);
  parser.finish();
  return parser.headers();
}

std::string rendered(const HeaderList& headers, AddressRewriter& rewriter, std::string_view flags = "",
                     size_t line_limit = 0) {
  config::Mailer mailer;
  mailer.line_limit = line_limit;
  for (const char flag : flags) mailer.flags.set(flag);
  config::MacroScope macros;
  macros.set("g", "sender@x");
  return render_header(headers, {mailer, macros, rewriter});
}

std::string rendered(std::string_view text, std::string_view flags = "") {
  SameRewriter same;
  return rendered(parsed(text), same, flags);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(header_renderer)

BOOST_AUTO_TEST_CASE(rewrites_addresses_by_role) {
  MarkingRewriter marking;
  BOOST_TEST(rendered(parsed("From: a\nTo: b, c\nCc:d\nX-To: e,f\nErrors-To: g\nReturn-Receipt-To: h,i\n"),
                      marking) ==
             "From: a@s\nTo: b@r, c@r\nCc:d@r\nX-To: e,f\nErrors-To: g@s\nReturn-Receipt-To: h,i\n");
}

BOOST_AUTO_TEST_CASE(folds_lists_again) {
  BOOST_TEST(rendered("To: a@b.c,d@e.f ,  \"Joe, Q\" <j@k.l> (co, mment)\n") ==
             "To: a@b.c, d@e.f, \"Joe, Q\" <j@k.l> (co, mment)\n");
  BOOST_TEST(rendered("Cc: aaaaaaaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbb.example, "
                      "cccccccccccccccccccccccccccccccccc@ddddddddddddddddddddd.example, short@x.y, "
                      "short2@x.y\n") ==
             "Cc: aaaaaaaaaaaaaaaaaaaaaaaaa@bbbbbbbbbbbbbbbbbbbbbbbbb.example,\n"
             "        cccccccccccccccccccccccccccccccccc@ddddddddddddddddddddd.example,\n"
             "        short@x.y, short2@x.y\n");
}

BOOST_AUTO_TEST_CASE(lines_have_78_columns) {
  const std::string start = "Reply-To: " + std::string(30, 'a') + ", ";
  const std::string fits = start + std::string(32, 'b') + ", zz\n";
  BOOST_TEST(rendered(fits) == fits);
  BOOST_TEST(rendered(start + std::string(33, 'b') + ", zz\n") ==
             start + std::string(33, 'b') + ",\n        zz\n");
}

BOOST_AUTO_TEST_CASE(keeps_the_blanks_in_front) {
  BOOST_TEST(rendered("To:   a@b\nCc:\ta@b,\tc@d\nReply-To:\n  x@y\nResent-To:\n") ==
             "To:   a@b\nCc: a@b, c@d\nReply-To:   x@y\nResent-To:\n");
}

BOOST_AUTO_TEST_CASE(keeps_groups_and_empty_addresses) {
  constexpr std::string_view kText = "To: undisclosed-recipients:;\nCc: g: a, b, c;, <>, (comment)\n";
  BOOST_TEST(rendered(kText) == kText);
  MarkingRewriter marking;
  // A group without members is an address too; it is for the rules to leave it as it is.
  BOOST_TEST(rendered(parsed(kText), marking) ==
             "To: undisclosed-recipients:;@r\nCc: g: a@r, b@r, c@r;, <>, (comment)\n");
}

BOOST_AUTO_TEST_CASE(blind_copies_are_not_shown) {
  BOOST_TEST(rendered("To: a\nBcc: b\nResent-Bcc: c\n") == "To: a\n");
  BOOST_TEST(rendered("Bcc: b\nSubject: s\n") == "Bcc:\nSubject: s\n");
}

BOOST_AUTO_TEST_CASE(fields_of_others_that_must_go) {
  BOOST_TEST(rendered("Return-Path: <z@z>\nContent-Length: 5\nFull-Name: J\nStatus: R\nLines: 4\n") ==
             "Status: R\nLines: 4\n");
}

BOOST_AUTO_TEST_CASE(conditions) {
  HeaderList headers;
  const std::string reference = {' ', '<', address::to_char(address::Meta::kMacro), 'g',
                                 address::to_char(address::Meta::kNameEnd), '>'};
  headers.append("Return-Path", reference, "P");
  headers.append("Message-Id", " <1>", "MZ");
  headers.append("X-Sender", " yes", "${g}");
  headers.append("X-Other", " no", "${other}");
  SameRewriter same;
  BOOST_TEST(rendered(headers, same, "P") == "Return-Path: <sender@x>\nX-Sender: yes\n");
  BOOST_TEST(rendered(headers, same, "Z") == "Message-Id: <1>\nX-Sender: yes\n");
}

BOOST_AUTO_TEST_CASE(octets_like_metatokens_in_a_message_stay) {
  BOOST_TEST(rendered("Subject: \303\220g\237\n") == "Subject: \303\220g\237\n");
}

BOOST_AUTO_TEST_CASE(seven_bit_headers) {
  BOOST_TEST(rendered("Subject: \341\n", "6") == "Subject: a\n");
}

BOOST_AUTO_TEST_CASE(from_line_of_a_mailbox) {
  config::MacroScope macros;
  macros.set("g", "joe@x");
  macros.set("d", "Sat Nov 21 10:00:00 2026");
  BOOST_TEST(unix_from_line("From $g $d", macros) == "From joe@x Sat Nov 21 10:00:00 2026\n");
}

BOOST_AUTO_TEST_SUITE_END()
