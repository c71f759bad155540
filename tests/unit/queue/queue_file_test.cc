// The codec of control files: what sendmail wrote is read, what we write reads back, what is damaged
// is refused with file and line.
#include <boost/test/unit_test.hpp>

#include "address/meta.hh"
#include "queue/queue_file.hh"

using namespace sendwright;
using namespace sendwright::queue;

namespace {

// Every record that the program writes.
constexpr std::string_view kWrittenBySendmail =
    "V8\n"
    "T1795309642\n"
    "K1795309700\n"
    "N2\n"
    "P60067\n"
    "I254/1/1234\n"
    "B8BITMIME\n"
    "MDeferred: Connection refused by a.test.\n"
    "F8bdnsw\n"
    "$_root@localhost\n"
    "${daemon_flags}c u\n"
    "Sroot\n"
    "Zabc+2B\n"
    "Aroot@mx.example\n"
    "C:staff\n"
    "MUser unknown\n"
    "Qrfc822;x+2By@remote.test\n"
    "rRFC822; x@remote.test\n"
    "RPNSD:x@remote.test\n"
    "Cmary:1000:1001:mary\n"
    "RFD:|\"/bin/cat > a:b\"\n"
    "H?P?Return-Path: <\201g>\n"
    "H??Received: (from root@localhost)\n"
    "\tby mx.example id 6AM17Mo1021327;\n"
    "\tSun, 22 Nov 2026 01:07:22 GMT\n"
    "H?MX?Subject:\n"
    "H?${dsn_ret}?X-Ret: hdrs\n"
    ".\n";

Envelope parsed(std::string_view content) {
  auto file = parse_queue_file(content, "qfTEST");
  BOOST_REQUIRE_MESSAGE(file, (file ? "" : file.error().message));
  return file->envelope;
}

std::string error_of(std::string_view content) {
  const auto file = parse_queue_file(content, "qfTEST");
  BOOST_REQUIRE(!file);
  return file.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(queue_file)

BOOST_AUTO_TEST_CASE(reads_every_record) {
  const Envelope envelope = parsed(kWrittenBySendmail);
  BOOST_TEST(base::to_epoch(envelope.created) == 1795309642);
  BOOST_TEST(base::to_epoch(envelope.last_attempt) == 1795309700);
  BOOST_TEST(envelope.attempts == 2);
  BOOST_TEST(envelope.priority == 60067);
  BOOST_TEST(envelope.status_text == "Deferred: Connection refused by a.test.");
  BOOST_TEST(envelope.has_8bit_body);
  BOOST_TEST(envelope.is_delay_reported);
  BOOST_TEST(envelope.is_split);
  BOOST_TEST(!envelope.is_notice);
  BOOST_TEST((envelope.return_content == ReturnContent::kHeaders));
  BOOST_TEST(envelope.macros.at("_") == "root@localhost");
  BOOST_TEST(envelope.macros.at("daemon_flags") == "c u");
  BOOST_TEST(envelope.sender == "root");
  BOOST_TEST(!envelope.is_sender_bracketed);
  BOOST_TEST(envelope.envelope_id == "abc+");
  BOOST_TEST((envelope.body_type == BodyType::k8BitMime));
  BOOST_TEST(envelope.auth_identity == "root@mx.example");
}

BOOST_AUTO_TEST_CASE(reads_recipients) {
  const Envelope envelope = parsed(kWrittenBySendmail);
  BOOST_REQUIRE(envelope.recipients.size() == 2U);
  const Recipient& first = envelope.recipients[0];
  BOOST_TEST(first.address == "x@remote.test");
  BOOST_TEST(first.original_recipient == "rfc822;x+y@remote.test");
  BOOST_TEST(first.final_recipient == "x@remote.test");
  BOOST_TEST(first.status_text == "User unknown");
  BOOST_TEST(first.notify.is_given);
  BOOST_TEST(first.notify.on_success);
  BOOST_TEST(!first.notify.on_failure);
  BOOST_TEST(first.is_primary);
  BOOST_TEST(first.controlling_user->alias == "staff");
  const Recipient& second = envelope.recipients[1];
  BOOST_TEST(second.address == "|\"/bin/cat > a:b\"");
  BOOST_TEST(second.original_recipient == "");
  BOOST_TEST(!second.is_primary);
  BOOST_TEST(second.controlling_user->name == "mary");
  BOOST_TEST(second.controlling_user->uid == 1000);
  BOOST_TEST(second.controlling_user->gid == 1001);
}

BOOST_AUTO_TEST_CASE(reads_header_fields) {
  const auto fields = parsed(kWrittenBySendmail).headers.fields();
  BOOST_REQUIRE(fields.size() == 4U);
  BOOST_TEST(fields[0].condition == "P");
  const std::string sender_reference = {' ', '<', address::to_char(address::Meta::kMacro), 'g',
                                        address::to_char(address::Meta::kNameEnd), '>'};
  BOOST_TEST(fields[0].value == sender_reference);
  BOOST_TEST(fields[1].value ==
             " (from root@localhost)\n\tby mx.example id 6AM17Mo1021327;\n"
             "\tSun, 22 Nov 2026 01:07:22 GMT");
  BOOST_TEST(fields[2].name == "Subject");
  BOOST_TEST(fields[2].value == "");
  BOOST_TEST(fields[2].condition == "MX");
  BOOST_TEST(fields[3].condition == "${dsn_ret}");
}

BOOST_AUTO_TEST_CASE(writes_what_sendmail_wrote) {
  const auto file = parse_queue_file(kWrittenBySendmail, "qf");
  BOOST_REQUIRE(file);
  std::string expected(kWrittenBySendmail);
  expected.erase(expected.find("I254"), std::string_view("I254/1/1234\n").size());
  BOOST_TEST(render_queue_file(*file) == expected);
}

BOOST_AUTO_TEST_CASE(resets_the_controlling_user) {
  QueueFile file;
  file.envelope.recipients.resize(3);
  file.envelope.recipients[0].controlling_user = ControllingUser{"mary", 5, 6, "list"};
  file.envelope.recipients[1].controlling_user = ControllingUser{"mary", 5, 6, "list"};
  const std::string text = render_queue_file(file);
  BOOST_TEST(text.find("Cmary:5:6:list\nRPFD:<>\nRPFD:<>\nC:\nRPFD:<>\n") != std::string::npos);
  const auto envelope = parsed(text);
  BOOST_TEST(envelope.recipients[1].controlling_user.has_value());
  BOOST_TEST(!envelope.recipients[2].controlling_user.has_value());
}

BOOST_AUTO_TEST_CASE(values_cannot_forge_records) {
  QueueFile file;
  file.envelope.sender = "a\nRPFD:victim@b.test";
  file.envelope.status_text = "x\n.\n";
  file.envelope.headers.append("Subject", " one\nRPFD:victim@b.test");
  const Envelope envelope = parsed(render_queue_file(file));
  BOOST_TEST(envelope.recipients.empty());
  BOOST_TEST(envelope.headers.find("Subject")->value == " one\n\tRPFD:victim@b.test");
}

BOOST_AUTO_TEST_CASE(keeps_the_null_sender) {
  BOOST_TEST(render_queue_file({}).find("\nS<>\n") != std::string::npos);
  BOOST_TEST(parsed(render_queue_file({})).sender == "");
}

BOOST_AUTO_TEST_CASE(quotes_octets_that_are_metatokens) {
  QueueFile file;
  const std::string value = " \303\201g \377\200\237\240";
  file.envelope.headers.append("Subject", value);
  const std::string text = render_queue_file(file);
  BOOST_TEST(text.find("H??Subject: \303\377\201g \377\377\377\200\377\237\240\n") !=
             std::string::npos);
  BOOST_TEST(parsed(text).headers.find("Subject")->value == value);
}

BOOST_AUTO_TEST_CASE(recipients_from_smtp_keep_their_brackets) {
  constexpr std::string_view kText = "V8\nT1\nK0\nN0\nP0\nS<a@b.c>\nRPFD:<x@y.z>\nRFD:alias@y.z\n.\n";
  const auto file = parse_queue_file(kText, "qf");
  BOOST_TEST(file->envelope.recipients[0].address == "x@y.z");
  BOOST_TEST(render_queue_file(*file) == kText);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_damaged) {
  BOOST_TEST(error_of("V8\nT1\nXx\n.\n") == "readqf: qfTEST: line 3: bad line \"Xx\"");
  BOOST_TEST(error_of("V8\nH??A: b\n\tc\nTx\n.\n") == "readqf: qfTEST: line 4: bad line \"Tx\"");
  BOOST_TEST(error_of("V9\n.\n") ==
             "readqf: qfTEST: Version number in queue file (9) greater than max (8)");
  BOOST_TEST(error_of("V8\n.\nRPFD:x\n") ==
             "SECURITY ALERT: extra or bogus data in queue file: RPFD:x?");
  BOOST_TEST(error_of("V8\nCmary:x:1:a\n.\n") == "readqf: qfTEST: line 2: bad line \"Cmary:x:1:a\"");
  BOOST_TEST(error_of("V8\n\n.\n") == "readqf: qfTEST: line 2: bad line \"\"");
}

BOOST_AUTO_TEST_CASE(every_beginning_of_a_file_is_incomplete) {
  for (size_t length = 0; length < kWrittenBySendmail.size(); ++length) {
    const auto file = parse_queue_file(kWrittenBySendmail.substr(0, length), "qf");
    BOOST_TEST(!file);
    if (!file) BOOST_TEST(file.error().is_incomplete);
  }
}

BOOST_AUTO_TEST_SUITE_END()
