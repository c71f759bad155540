#include "smtp/client/engine.hh"

#include <boost/test/unit_test.hpp>

using namespace sendwright::smtp;
namespace queue = sendwright::queue;

namespace {

Transaction simple(std::vector<std::string> recipients) {
  Transaction transaction;
  transaction.sender = "a@b";
  for (auto& recipient : recipients) {
    transaction.recipients.push_back({std::move(recipient), {}, {}});
  }
  return transaction;
}

// An engine that has been greeted by a server with these EHLO lines.
ClientEngine ready(std::string_view ehlo, ClientSettings settings = {.name = "me.test"}) {
  ClientEngine engine(std::move(settings));
  engine.receive("220 h ESMTP\r\n");
  (void)engine.take_output();
  engine.receive(ehlo);
  return engine;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client_engine)

BOOST_AUTO_TEST_CASE(ehlo_is_said_when_the_greeting_says_esmtp) {
  ClientEngine engine({.name = "me.test"});
  BOOST_CHECK(engine.is_waiting());
  engine.receive("220-h ESMTP\r\n220 go\r\n");
  BOOST_TEST(engine.take_output() == "EHLO me.test\r\n");
  engine.receive("250-h\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n250 DSN\r\n");
  BOOST_CHECK(engine.state() == ClientState::kReady);
  BOOST_TEST(engine.extensions().pipelining);
  BOOST_TEST(engine.extensions().dsn);
  BOOST_TEST(!engine.extensions().starttls);
  BOOST_TEST(engine.extensions().max_size_octets == 1000);
  BOOST_TEST(engine.extensions().mechanisms.size() == 2U);
}

BOOST_AUTO_TEST_CASE(helo_is_said_otherwise_and_after_a_refused_ehlo) {
  ClientEngine plain({.name = "me.test"});
  plain.receive("220 h\r\n");
  BOOST_TEST(plain.take_output() == "HELO me.test\r\n");
  ClientEngine refused({.name = "me.test", .says_ehlo_first = true});
  refused.receive("220 h\r\n");
  BOOST_TEST(refused.take_output() == "EHLO me.test\r\n");
  refused.receive("500 what\r\n");
  BOOST_TEST(refused.take_output() == "HELO me.test\r\n");
  refused.receive("250 h\r\n");
  BOOST_CHECK(refused.state() == ClientState::kReady);
  BOOST_TEST(!refused.speaks_esmtp());
}

BOOST_AUTO_TEST_CASE(a_refusing_greeting_closes) {
  ClientEngine engine({});
  engine.receive("554 no\r\n");
  BOOST_CHECK(engine.state() == ClientState::kClosed);
  BOOST_TEST(engine.greeting().code == 554);
}

BOOST_AUTO_TEST_CASE(one_command_at_a_time_without_pipelining) {
  auto engine = ready("250 h\r\n");
  engine.begin(simple({"x@y", "z@y"}));
  BOOST_TEST(engine.take_output() == "MAIL From:<a@b>\r\n");
  engine.receive("250 ok\r\n");
  BOOST_TEST(engine.take_output() == "RCPT To:<x@y>\r\n");
  engine.receive("550 5.1.1 unknown\r\n");
  BOOST_TEST(engine.take_output() == "RCPT To:<z@y>\r\n");
  engine.receive("250 ok\r\n");
  BOOST_TEST(engine.take_output() == "DATA\r\n");
  engine.receive("354 go\r\n");
  BOOST_CHECK(engine.state() == ClientState::kBody);
  engine.body_sent();
  BOOST_TEST(engine.take_output() == ".\r\n");
  engine.receive("250 2.0.0 taken\r\n");
  BOOST_CHECK(engine.state() == ClientState::kReady);
  BOOST_TEST(engine.outcomes()[0].reply.enhanced_status == "5.1.1");
  BOOST_TEST(!engine.outcomes()[0].is_accepted());
  BOOST_TEST(engine.outcomes()[1].is_accepted());
}

BOOST_AUTO_TEST_CASE(recipients_and_data_go_together_with_pipelining) {
  auto engine = ready("250-h\r\n250 PIPELINING\r\n");
  engine.begin(simple({"x@y", "z@y"}));
  engine.receive("250 ok\r\n");
  BOOST_TEST(engine.take_output() == "MAIL From:<a@b>\r\nRCPT To:<x@y>\r\nRCPT To:<z@y>\r\nDATA\r\n");
  engine.receive("250 ok\r\n450 later\r\n354 go\r\n");
  BOOST_CHECK(engine.state() == ClientState::kBody);
  engine.body_sent();
  engine.receive("250 ok\r\n");
  BOOST_TEST(engine.outcomes()[0].is_accepted());
  BOOST_TEST(engine.outcomes()[1].reply.code == 450);
}

BOOST_AUTO_TEST_CASE(an_empty_data_phase_is_closed_when_all_were_refused) {
  auto engine = ready("250-h\r\n250 PIPELINING\r\n");
  engine.begin(simple({"x@y"}));
  engine.receive("250 ok\r\n");
  (void)engine.take_output();
  engine.receive("550 no\r\n354 go\r\n");
  BOOST_TEST(engine.take_output() == ".\r\n");
  engine.receive("554 no valid recipients\r\n");
  BOOST_CHECK(engine.state() == ClientState::kReady);
  BOOST_TEST(engine.outcomes()[0].reply.code == 550);
}

BOOST_AUTO_TEST_CASE(lmtp_has_a_reply_for_each_recipient) {
  ClientEngine engine({.name = "me", .is_lmtp = true});
  engine.receive("220 h LMTP\r\n");
  BOOST_TEST(engine.take_output() == "LHLO me\r\n");
  engine.receive("250 h\r\n");
  engine.begin(simple({"x", "y", "z"}));
  engine.receive("250 ok\r\n");
  engine.receive("250 ok\r\n");
  engine.receive("550 no\r\n");
  engine.receive("250 ok\r\n");
  engine.receive("354 go\r\n");
  engine.body_sent();
  engine.receive("250 2.1.5 x ok\r\n");
  BOOST_CHECK(engine.state() == ClientState::kFinal);
  engine.receive("452 4.2.2 full\r\n");
  BOOST_CHECK(engine.state() == ClientState::kReady);
  BOOST_TEST(engine.outcomes()[0].is_accepted());
  BOOST_TEST(engine.outcomes()[1].reply.code == 550);
  BOOST_TEST(engine.outcomes()[2].reply.code == 452);
}

BOOST_AUTO_TEST_CASE(parameters_go_out_in_order_and_only_if_offered) {
  auto engine = ready("250-h\r\n250-SIZE\r\n250-8BITMIME\r\n250-DSN\r\n250 AUTH PLAIN\r\n");
  auto transaction = simple({"x@y"});
  transaction.size_octets = 99;
  transaction.is_8bit = true;
  transaction.envelope_id = "id+1";
  transaction.return_content = queue::ReturnContent::kHeaders;
  transaction.auth_identity = "<>";
  transaction.recipients[0].notify = {.is_given = true, .on_success = true, .on_delay = false};
  transaction.recipients[0].original_recipient = "rfc822;o@y";
  auto bare = ready("250 h\r\n");
  bare.begin(transaction);
  BOOST_TEST(bare.take_output() == "MAIL From:<a@b>\r\n");
  engine.begin(std::move(transaction));
  BOOST_TEST(engine.take_output() ==
             "MAIL From:<a@b> SIZE=99 BODY=8BITMIME ENVID=id+2B1 RET=HDRS AUTH=<>\r\n");
  engine.receive("250 ok\r\n");
  BOOST_TEST(engine.take_output() ==
             "RCPT To:<x@y> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;o@y\r\n");
}

BOOST_AUTO_TEST_CASE(a_lost_connection_leaves_no_recipient_undecided) {
  auto engine = ready("250 h\r\n");
  engine.begin(simple({"x@y", "z@y"}));
  engine.receive("250 ok\r\n550 no\r\n");
  engine.lost();
  BOOST_CHECK(engine.state() == ClientState::kClosed);
  BOOST_TEST(engine.outcomes()[0].reply.code == 550);
  BOOST_TEST(engine.outcomes()[1].reply.code == 0);
  BOOST_CHECK(engine.outcomes()[1].stage == Stage::kConnection);
}

BOOST_AUTO_TEST_CASE(a_421_ends_the_session_for_all) {
  auto engine = ready("250 h\r\n");
  engine.begin(simple({"x@y", "z@y"}));
  engine.receive("250 ok\r\n");
  engine.receive("421 4.3.2 closing\r\n");
  BOOST_CHECK(engine.state() == ClientState::kClosed);
  BOOST_TEST(engine.outcomes()[1].reply.code == 421);
}

BOOST_AUTO_TEST_CASE(no_address_can_forge_a_command) {
  auto engine = ready("250 h\r\n");
  engine.begin(simple({"x@y>\r\nRSET", "z@y"}));
  engine.receive("250 ok\r\n");
  BOOST_TEST(engine.take_output() == "MAIL From:<a@b>\r\nRCPT To:<z@y>\r\n");
  BOOST_TEST(engine.outcomes()[0].reply.code == 553);
  auto sender = ready("250 h\r\n");
  auto transaction = simple({"z@y"});
  transaction.sender = "a\r\nQUIT";
  sender.begin(std::move(transaction));
  BOOST_TEST(sender.take_output() == "");
  BOOST_CHECK(sender.state() == ClientState::kReady);
  BOOST_TEST(sender.outcomes()[0].reply.is_permanent());
}

BOOST_AUTO_TEST_CASE(starttls_forgets_what_was_offered) {
  auto engine = ready("250-h\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n");
  engine.start_tls();
  BOOST_TEST(engine.take_output() == "STARTTLS\r\n");
  engine.receive("220 go\r\n250 injected\r\n");
  BOOST_CHECK(engine.state() == ClientState::kHandshake);
  BOOST_TEST(engine.has_pending_input());
  engine.tls_started();
  BOOST_TEST(engine.take_output() == "EHLO me.test\r\n");
  engine.receive("250 h\r\n");
  BOOST_CHECK(engine.state() == ClientState::kReady);
  BOOST_TEST(engine.extensions().mechanisms.empty());
}

BOOST_AUTO_TEST_CASE(authentication_is_a_dialogue) {
  auto engine = ready("250-h\r\n250 AUTH CRAM-MD5\r\n");
  engine.authenticate("CRAM-MD5", "");
  BOOST_TEST(engine.take_output() == "AUTH CRAM-MD5\r\n");
  engine.receive("334 Y2hhbGxlbmdl\r\n");
  BOOST_CHECK(engine.state() == ClientState::kChallenge);
  BOOST_TEST(engine.challenge() == "Y2hhbGxlbmdl");
  engine.respond("cmVzcG9uc2U=");
  BOOST_TEST(engine.take_output() == "cmVzcG9uc2U=\r\n");
  engine.receive("235 2.7.0 ok\r\n");
  BOOST_CHECK(engine.state() == ClientState::kReady);
  BOOST_TEST(engine.last_reply().code == 235);
}

BOOST_AUTO_TEST_CASE(nonsense_ends_the_session) {
  auto engine = ready("250 h\r\n");
  engine.begin(simple({"x@y"}));
  engine.receive("hello there\r\n");
  BOOST_CHECK(engine.state() == ClientState::kClosed);
}

BOOST_AUTO_TEST_SUITE_END()
