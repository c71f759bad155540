#include "session_fixture.hh"

#include <sstream>

#include "smtp/server/census.hh"
#include "smtp/server/feature_letters.hh"
#include "smtp/server/help.hh"
#include "smtp/server/ruleset_policy.hh"

using namespace sendwright;
using namespace sendwright::smtp;
using namespace sendwright::smtp::server;

namespace {

// Everything the server says to `input` on standard input, at once.
std::string talk_stdio(SessionFixture& fixture, const std::string& input) {
  int in[2];
  int out[2];
  BOOST_REQUIRE(::pipe(in) == 0);
  BOOST_REQUIRE(::pipe(out) == 0);
  BOOST_REQUIRE(::write(in[1], input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  ::close(in[1]);
  base::BlockingWaiter waiter;
  serve_stdio(base::UniqueFd(in[0]), base::UniqueFd(out[1]), "root", fixture.services, waiter);
  std::string output;
  char buffer[4096];
  ssize_t size = 0;
  while ((size = ::read(out[0], buffer, sizeof buffer)) > 0) output.append(buffer, static_cast<size_t>(size));
  ::close(out[0]);
  return output;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session)

BOOST_AUTO_TEST_CASE(a_message_goes_into_the_queue_before_250) {
  SessionFixture fixture;
  fixture.start();
  const std::string greeting = fixture.reply();
  BOOST_TEST(greeting.starts_with("220 mx.example ESMTP Sendmail 1.0/test; "));
  BOOST_TEST(fixture.command("mail from:user1@smile.com") == "250 2.1.0 user1@smile.com... Sender ok");
  BOOST_TEST(fixture.command("rcpt to:user2@skills.com") ==
             "250 2.1.5 user2@skills.com... Recipient ok");
  BOOST_TEST(fixture.command("data") == "354 End data with <CR><LF>.<CR><LF>");
  BOOST_TEST(fixture.command("Subject: hi\r\nMessage-ID: <m@x>\r\n\r\ntext\r\n.") ==
             "250 2.0.0 ID1 Message accepted for delivery");
  BOOST_REQUIRE(fixture.queue.messages.size() == 1);
  const StoredMessage& stored = fixture.queue.messages.front();
  BOOST_TEST(stored.body == "text\n");
  BOOST_TEST(stored.envelope.sender == "user1@smile.com");
  BOOST_TEST(stored.envelope.recipients.at(0).address == "user2@skills.com");
  BOOST_TEST(stored.envelope.macros.at("r") == "SMTP");
  const auto& fields = stored.envelope.headers.fields();
  BOOST_TEST(fields.at(0).name == "Return-Path");
  BOOST_TEST(fields.at(1).name == "Received");
  BOOST_TEST(fields.at(1).value.find("by mx.example (1.0/test) with SMTP id ID1") != std::string::npos);
  BOOST_TEST(fields.at(1).value.find("for user2@skills.com;") != std::string::npos);
  BOOST_TEST(stored.envelope.headers.count("message-id") == 1U);
  const auto* const warning = stored.envelope.headers.find("X-Authentication-Warning");
  BOOST_REQUIRE(warning != nullptr);
  BOOST_TEST(warning->value.ends_with("didn't use HELO protocol"));
  BOOST_TEST(fixture.queue.notified == std::vector<std::string>{"ID1"});
  BOOST_TEST(fixture.command("quit") == "221 2.0.0 mx.example closing connection");
  BOOST_TEST(fixture.reply().empty());
  fixture.finish();
  BOOST_TEST(fixture.queue.open_messages == 0);
}

BOOST_AUTO_TEST_CASE(no_message_without_its_copies) {
  SessionFixture fixture;
  fixture.start();
  (void)fixture.reply();
  (void)fixture.command("EHLO client");
  (void)fixture.command("MAIL FROM:<a@b>");
  BOOST_TEST(fixture.command("RCPT TO:<user1@uncopied>").starts_with("250 "));
  (void)fixture.command("DATA");
  BOOST_TEST(fixture.command("Subject: x\r\n\r\ntext\r\n.") == "451 4.3.0 no copy now");
  fixture.finish();
  BOOST_TEST(fixture.queue.messages.empty());
  BOOST_TEST(fixture.queue.open_messages == 0);
}

BOOST_AUTO_TEST_CASE(refusals_and_duplicates) {
  SessionFixture fixture;
  fixture.start();
  (void)fixture.reply();
  BOOST_TEST(fixture.command("EHLO client") == "250 HELP");
  BOOST_TEST(fixture.command("MAIL FROM:<reject@x>") == "550 5.7.1 <reject@x>... Access denied");
  BOOST_TEST(fixture.command("MAIL FROM:<a@b>") == "250 2.1.0 <a@b>... Sender ok");
  BOOST_TEST(fixture.command("RCPT TO:<x@y>") == "550 5.7.1 <x@y>... Relaying denied");
  BOOST_TEST(fixture.command("RCPT TO:user1@here") == "250 2.1.5 user1@here... Recipient ok");
  BOOST_TEST(fixture.command("RCPT TO:<user1@here>") == "250 2.1.5 user1@here... Recipient ok");
  (void)fixture.command("DATA");
  BOOST_TEST(fixture.command(".") == "250 2.0.0 ID2 Message accepted for delivery");
  BOOST_REQUIRE(fixture.queue.messages.size() == 1);
  BOOST_TEST(fixture.queue.messages[0].envelope.recipients.size() == 1U);
  BOOST_TEST(fixture.queue.messages[0].envelope.headers.find("X-Authentication-Warning") == nullptr);
}

BOOST_AUTO_TEST_CASE(messages_that_are_refused_leave_nothing) {
  SessionFixture fixture("O MaxMessageSize=100\nO MaxHeadersLength=60\n");
  fixture.start();
  (void)fixture.reply();
  const auto send = [&](const std::string& text) {
    (void)fixture.command("MAIL FROM:<a@b>");
    (void)fixture.command("RCPT TO:<user1@here>");
    (void)fixture.command("DATA");
    return fixture.command(text + "\r\n.");
  };
  BOOST_TEST(send("\r\n" + std::string(200, 'x')) == "552 5.2.3 Message exceeds maximum fixed size (100)");
  BOOST_TEST(send("Subject: " + std::string(70, 'x')) == "552 5.6.0 Headers too large (60 max)");
  BOOST_TEST(send("X-Bad: 1\r\n\r\nbody") == "554 5.7.1 Header refused");
  fixture.queue.fails_commit = true;
  BOOST_TEST(send("\r\nbody") == "452 4.4.5 Insufficient disk space; try again later");
  fixture.queue.fails_commit = false;
  fixture.queue.free = 0;
  BOOST_TEST(fixture.command("MAIL FROM:<a@b> SIZE=50") ==
             "452 4.4.5 Insufficient disk space; try again later");
  fixture.finish();
  BOOST_TEST(fixture.queue.messages.empty());
  BOOST_TEST(fixture.queue.open_messages == 0);
}

BOOST_AUTO_TEST_CASE(a_lost_connection_leaves_nothing) {
  SessionFixture fixture;
  fixture.start();
  (void)fixture.reply();
  (void)fixture.command("MAIL FROM:<a@b>");
  (void)fixture.command("RCPT TO:<user1@here>");
  (void)fixture.command("DATA");
  fixture.send("Subject: x\r\n\r\nhalf a mess");
  fixture.finish();
  BOOST_TEST(fixture.queue.messages.empty());
  BOOST_TEST(fixture.queue.open_messages == 0);
}

BOOST_AUTO_TEST_CASE(large_bodies_arrive_whole) {
  SessionFixture fixture;
  fixture.start();
  (void)fixture.reply();
  (void)fixture.command("MAIL FROM:<a@b>");
  (void)fixture.command("RCPT TO:<user1@here>");
  (void)fixture.command("DATA");
  std::string sent;
  for (int i = 0; i < 20000; ++i) sent += "line " + std::to_string(i) + " of many\r\n";
  std::thread writer([&] { fixture.send("\r\n" + sent + ".\r\n"); });
  BOOST_TEST(fixture.reply() == "250 2.0.0 ID1 Message accepted for delivery");
  writer.join();
  std::erase(sent, '\r');
  BOOST_REQUIRE(fixture.queue.messages.size() == 1);
  BOOST_CHECK(fixture.queue.messages[0].body == sent);
}

BOOST_AUTO_TEST_CASE(commands_in_one_packet_are_answered_in_order) {
  SessionFixture fixture;
  fixture.start();
  (void)fixture.reply();
  fixture.send("MAIL FROM:<a@b>\r\nRCPT TO:<user1@here>\r\nRCPT TO:<x@y>\r\nRSET\r\nQUIT\r\n");
  BOOST_TEST(fixture.expect("closing connection\r\n") ==
             "250 2.1.0 <a@b>... Sender ok\r\n250 2.1.5 <user1@here>... Recipient ok\r\n"
             "550 5.7.1 <x@y>... Relaying denied\r\n250 2.0.0 Reset state\r\n"
             "221 2.0.0 mx.example closing connection\r\n");
}

BOOST_AUTO_TEST_CASE(a_session_on_pipes) {
  SessionFixture fixture;
  const std::string output = talk_stdio(fixture, "MAIL FROM:<a@b>\r\nRCPT TO:<user1@here>\r\nQUIT\r\n");
  BOOST_TEST(output.starts_with("220 mx.example ESMTP"));
  BOOST_TEST(output.ends_with("250 2.1.5 <user1@here>... Recipient ok\r\n"
                              "221 2.0.0 mx.example closing connection\r\n"));
  // Input that does not wait for the reply to DATA is refused, as from the network.
  BOOST_TEST(talk_stdio(fixture, "MAIL FROM:<a@b>\r\nRCPT TO:<user1@here>\r\nDATA\r\nx\r\n.\r\n")
                 .ends_with("554 5.5.0 SMTP protocol error\r\n"));
}

BOOST_AUTO_TEST_CASE(a_silent_client_is_let_go) {
  SessionFixture fixture("O Timeout.command=1s\n");
  fixture.start();
  (void)fixture.reply();
  BOOST_TEST(fixture.reply().empty());
}

BOOST_AUTO_TEST_CASE(connections_are_counted) {
  Census census(std::chrono::seconds(60));
  const auto start = Census::Clock::now();
  (void)census.arrive("1.2.3.4", start);
  const auto second = census.arrive("1.2.3.4", start + std::chrono::seconds(1));
  BOOST_TEST(second.client_rate == 2);
  BOOST_TEST(second.client_connections == 2);
  census.leave("1.2.3.4");
  const auto other = census.arrive("5.6.7.8", start + std::chrono::seconds(2));
  BOOST_TEST(other.client_rate == 1);
  BOOST_TEST(other.total_rate == 3);
  const auto later = census.arrive("1.2.3.4", start + std::chrono::seconds(100));
  BOOST_TEST(later.client_rate == 1);
  BOOST_TEST(later.client_connections == 2);
  BOOST_TEST(later.total_rate == 1);
}

BOOST_AUTO_TEST_CASE(feature_letters) {
  Features features;
  const std::vector<std::string> letters{"A", "P", "h", "F", "u2", "g", "l"};
  features.has_auth = true;
  apply_feature_letters(letters, features);
  BOOST_TEST(!features.has_auth);
  BOOST_TEST(!features.has_pipelining);
  BOOST_TEST(features.refuses_http_always);
  BOOST_TEST(!features.checks_early_input);
  BOOST_TEST((features.data.bare_cr == BareLineEnd::kBlank));
  BOOST_TEST((features.data.bare_lf == BareLineEnd::kAccept));
  BOOST_TEST(features.requires_auth);
}

BOOST_AUTO_TEST_CASE(help_without_a_file) {
  BOOST_TEST(help("/nonexistent/helpfile", base::kAnyPlainFile, "", "1.0").one_line() ==
             "502 5.3.0 Sendmail 1.0 -- HELP not implemented");
}

BOOST_AUTO_TEST_SUITE_END()
