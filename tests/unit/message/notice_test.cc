// Notices, compared with what sendmail 8.17 sends in the same situations.
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "base/unique_fd.hh"
#include "message/notice.hh"

using namespace sendwright;
using namespace sendwright::message;

namespace {

struct UtcFixture {
  UtcFixture() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
};

Notice sample(NoticeKind kind) {
  Notice notice;
  notice.kind = kind;
  notice.queue_id = "6AM1fo5B017611";
  notice.now = base::from_epoch(1795311710);
  notice.reporting_host = "mx.test";
  notice.recipient = "<root>";
  notice.original_id = "6AM17MAA000001";
  notice.arrival = base::from_epoch(1795304509);
  notice.received_from = "localhost [127.0.0.1]";
  notice.original_header = "Return-Path: <root>\nSubject: x\n";
  NoticeRecipient recipient;
  recipient.address = "<x@[127.0.0.8]>";
  recipient.original_recipient = "rfc822;orig+x@z";
  recipient.final_recipient = "final@z";
  recipient.actual_recipient = "x@[127.0.0.8]";
  recipient.enhanced_status = "4.4.1";
  recipient.remote_mta = "[127.0.0.8]";
  recipient.last_attempt = notice.now;
  notice.recipients.push_back(recipient);
  notice.transcript = {"<x@[127.0.0.8]>... Deferred: Connection refused by [127.0.0.8]"};
  return notice;
}

std::string body_of(const Notice& notice) {
  std::string body;
  const auto done = write_notice_body(notice, [&](std::string_view piece) {
    body += piece;
    return base::Result<void>();
  });
  BOOST_TEST(done.has_value());
  return body;
}

base::UniqueFd file_with(std::string_view text) {
  std::string pattern = "/tmp/sendwright-notice-XXXXXX";
  base::UniqueFd fd(::mkstemp(pattern.data()));
  ::unlink(pattern.c_str());
  BOOST_REQUIRE(::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

const std::string kSeparator = "--6AM1fo5B017611.1795311710/mx.test";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(notice, UtcFixture)

BOOST_AUTO_TEST_CASE(warning) {
  Notice notice = sample(NoticeKind::kDelay);
  notice.recipients[0].action = NoticeAction::kDelayed;
  notice.waited = std::chrono::hours(1);
  notice.gives_up_after = std::chrono::hours(120);
  notice.error_header = "Line one of header";
  const base::UniqueFd body = file_with("xxxxx");
  notice.original_body_fd = body.get();
  const auto headers = notice_headers(notice);
  BOOST_REQUIRE(headers.fields().size() == 5U);
  BOOST_TEST(headers.fields()[0].name == "To");
  BOOST_TEST(headers.fields()[1].name == "MIME-Version");
  BOOST_TEST(headers.find("Content-Type")->value ==
             " multipart/report; report-type=delivery-status;\n"
             "\tboundary=\"6AM1fo5B017611.1795311710/mx.test\"");
  BOOST_TEST(headers.find("Subject")->value == " Warning: could not send message for past 1 hour");
  BOOST_TEST(headers.find("Auto-Submitted")->value == " auto-generated (warning-timeout)");
  BOOST_TEST(body_of(notice) ==
             "This is a MIME-encapsulated message\n\n" + kSeparator +
                 "\n\n"
                 "    **********************************************\n"
                 "    **      THIS IS A WARNING MESSAGE ONLY      **\n"
                 "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
                 "    **********************************************\n\n"
                 "The original message was received at Sat, 21 Nov 2026 23:41:49 +0000\n"
                 "from localhost [127.0.0.1]\n\n"
                 "Line one of header\n\n"
                 "   ----- Transcript of session follows -----\n"
                 "<x@[127.0.0.8]>... Deferred: Connection refused by [127.0.0.8]\n"
                 "Warning: message still undelivered after 1 hour\n"
                 "Will keep trying until message is 5 days old\n\n" +
                 kSeparator +
                 "\nContent-Type: message/delivery-status\n\n"
                 "Reporting-MTA: dns; mx.test\n"
                 "Arrival-Date: Sat, 21 Nov 2026 23:41:49 +0000\n\n"
                 "Original-Recipient: rfc822;orig+x@z\n"
                 "Final-Recipient: RFC822; final@z\n"
                 "X-Actual-Recipient: rfc822; x@[127.0.0.8]\n"
                 "Action: delayed\n"
                 "Status: 4.4.1\n"
                 "Remote-MTA: DNS; [127.0.0.8]\n"
                 "Last-Attempt-Date: Sun, 22 Nov 2026 01:41:50 +0000\n"
                 "Will-Retry-Until: Thu, 26 Nov 2026 23:41:49 +0000\n\n" +
                 kSeparator +
                 "\nContent-Type: message/rfc822\n\n"
                 "Return-Path: <root>\nSubject: x\n\nxxxxx\n" +
                 kSeparator + "--\n\n");
}

BOOST_AUTO_TEST_CASE(failure_names_the_reason) {
  Notice notice = sample(NoticeKind::kFailure);
  notice.recipients[0].enhanced_status = "5.1.1";
  notice.recipients[0].diagnostic_type = "X-Unix";
  notice.recipients[0].diagnostic = "550 5.1.1 User unknown";
  notice.recipients[0].expanded_from = "<list>";
  notice.envelope_id = "my id";
  notice.received_from_mta = "client.test";
  const std::string body = body_of(notice);
  BOOST_TEST(body.find("   ----- The following addresses had permanent fatal errors -----\n"
                       "<x@[127.0.0.8]>\n"
                       "    (reason: 550 5.1.1 User unknown)\n"
                       "    (expanded from: <list>)\n\n"
                       "   ----- Transcript of session follows -----\n") != std::string::npos);
  BOOST_TEST(body.find("\nOriginal-Envelope-Id: my id\nReporting-MTA: dns; mx.test\n"
                       "Received-From-MTA: DNS; client.test\nArrival-Date:") != std::string::npos);
  BOOST_TEST(body.find("Action: failed\nStatus: 5.1.1\nRemote-MTA: DNS; [127.0.0.8]\n"
                       "Diagnostic-Code: X-Unix; 550 5.1.1 User unknown\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(expiry_says_how_long) {
  Notice notice = sample(NoticeKind::kFailure);
  notice.waited = std::chrono::hours(120);
  BOOST_TEST(body_of(notice).find("Message could not be delivered for 5 days\n"
                                  "Message will be deleted from queue\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(receipt) {
  Notice notice = sample(NoticeKind::kReceipt);
  notice.recipients[0].action = NoticeAction::kRelayed;
  notice.returned_part = ReturnedPart::kHeader;
  const std::string body = body_of(notice);
  BOOST_TEST(body.find("   ----- The following addresses had successful delivery notifications -----\n"
                       "<x@[127.0.0.8]>  (relayed to non-DSN-aware mailer)\n\n") !=
             std::string::npos);
  BOOST_TEST(body.find("Action: relayed (to non-DSN-aware mailer)\n") != std::string::npos);
  BOOST_TEST(body.ends_with("\nContent-Type: text/rfc822-headers\n\nReturn-Path: <root>\nSubject: x\n\n" +
                            kSeparator + "--\n\n"));
}

BOOST_AUTO_TEST_CASE(postmaster_copy_names_the_id) {
  const std::string body = body_of(sample(NoticeKind::kPostmasterCopy));
  BOOST_TEST(body.find("from localhost [127.0.0.1]\nwith id 6AM17MAA000001\n\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_mime) {
  Notice notice = sample(NoticeKind::kFailure);
  notice.is_mime = false;
  const std::string body = body_of(notice);
  BOOST_TEST(body.starts_with("The original message was received at"));
  BOOST_TEST(body.find("\n   ----- Original message follows -----\n\nReturn-Path: <root>\n") !=
             std::string::npos);
  BOOST_TEST(body.find("Reporting-MTA") == std::string::npos);
  BOOST_TEST(notice_headers(notice).find("MIME-Version") == nullptr);
}

BOOST_AUTO_TEST_CASE(foreign_texts_cannot_add_fields) {
  Notice notice = sample(NoticeKind::kFailure);
  notice.recipients[0].diagnostic = "550 no\nAction: delivered";
  BOOST_TEST(body_of(notice).find("\nAction: delivered") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(errors_of_the_sink_end_it) {
  int calls = 0;
  const auto done = write_notice_body(sample(NoticeKind::kFailure), [&](std::string_view) {
    ++calls;
    return base::Result<void>(base::temporary("disk full"));
  });
  BOOST_TEST(!done.has_value());
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_SUITE_END()
