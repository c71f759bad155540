#include "smtp/server/engine.hh"

#include <boost/test/unit_test.hpp>

#include "base/codec.hh"
#include "engine_script.hh"

using namespace sendwright::smtp::server;
using sendwright::smtp::Reply;

namespace {

const std::string kGreeting = "220 mx.example ESMTP Sendwright\r\n";

// The output after the greeting.
std::string talk(const std::string& octets, const Features& features = {}) {
  EngineScript script{.features = features};
  return script.run(octets).substr(kGreeting.size());
}

std::string times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(engine)

BOOST_AUTO_TEST_CASE(the_session_of_the_manual_without_helo_in_lower_case) {
  EngineScript script;
  const std::string octets =
      "mail from:user1@smile.com\r\nrcpt to:user2@skills.com\r\ndata\r\n"
      "Subject: x\r\n\r\nhello\r\n..dot\r\n.\r\nquit\r\n";
  const std::string expected = kGreeting +
      "250 2.1.0 user1@smile.com... Sender ok\r\n"
      "250 2.1.5 user2@skills.com... Recipient ok\r\n"
      "354 End data with <CR><LF>.<CR><LF>\r\n"
      "250 2.0.0 ID Message accepted for delivery\r\n"
      "221 2.0.0 mx.example closing connection\r\n";
  BOOST_TEST(script.run(octets) == expected);
  BOOST_TEST(script.body == "Subject: x\n\nhello\n.dot\n");
  BOOST_TEST(script.is_closed);
  for (size_t cut = 1; cut < octets.size(); ++cut) {
    EngineScript split;
    BOOST_TEST(split.run_pieces({octets.substr(0, cut), octets.substr(cut)}) == expected);
    BOOST_TEST(split.body == script.body);
  }
}

BOOST_AUTO_TEST_CASE(ehlo_lists_keywords_in_a_fixed_order) {
  Features features;
  features.has_starttls = features.is_starttls_ready = features.has_auth = true;
  features.auth_mechanisms = "DIGEST-MD5 CRAM-MD5";
  features.parameters.max_message_size = 1000;
  BOOST_TEST(talk("EHLO a\r\n", features) ==
             "250-mx.example Hello client.example [192.0.2.1], pleased to meet you\r\n"
             "250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n250-EXPN\r\n250-VERB\r\n250-8BITMIME\r\n"
             "250-SIZE 1000\r\n250-DSN\r\n250-ETRN\r\n250-AUTH DIGEST-MD5 CRAM-MD5\r\n"
             "250-STARTTLS\r\n250-DELIVERBY\r\n250 HELP\r\n");
  BOOST_TEST(talk("helo a\r\n") ==
             "250 mx.example Hello client.example [192.0.2.1], pleased to meet you\r\n");
}

BOOST_AUTO_TEST_CASE(hello_errors) {
  BOOST_TEST(talk("HELO\r\n") == "501 5.0.0 HELO requires domain address\r\n");
  BOOST_TEST(talk("ehlo\r\n") == "501 5.0.0 ehlo requires domain address\r\n");
  BOOST_TEST(talk("EHLO a b\r\n") == "501 5.0.0 Invalid domain name\r\n");
}

BOOST_AUTO_TEST_CASE(order_of_commands) {
  BOOST_TEST(talk("RCPT TO:<a>\r\n") == "503 5.0.0 Need MAIL before RCPT\r\n");
  BOOST_TEST(talk("DATA\r\n") == "503 5.0.0 Need MAIL command\r\n");
  BOOST_TEST(contains(talk("MAIL FROM:<a>\r\nDATA\r\n"), "503 5.0.0 Need RCPT (recipient)\r\n"));
  BOOST_TEST(contains(talk("MAIL FROM:<a>\r\nMAIL FROM:<b>\r\n"), "503 5.5.0 Sender already specified\r\n"));
  BOOST_TEST(contains(talk("MAIL FROM:<a>\r\nEHLO x\r\nDATA\r\n"), "503 5.0.0 Need MAIL command\r\n"));
  BOOST_TEST(contains(talk("MAIL FROM:<a>\r\nRSET\r\nDATA\r\n"),
                      "250 2.0.0 Reset state\r\n503 5.0.0 Need MAIL command\r\n"));
  BOOST_TEST(contains(talk("MAIL FROM:<a>\r\nRCPT TO:<bad>\r\nDATA\r\n"), "503 5.0.0 Need RCPT (recipient)"));
  Features polite;
  polite.requires_helo_for_mail = true;
  BOOST_TEST(talk("MAIL FROM:<a>\r\n", polite) == "503 5.0.0 Polite people say HELO first\r\n");
  Features strict;
  strict.requires_auth = true;
  BOOST_TEST(talk("MAIL FROM:<a>\r\n", strict) == "530 5.7.0 Authentication required\r\n");
}

BOOST_AUTO_TEST_CASE(small_commands) {
  BOOST_TEST(talk("NOOP x\r\n") == "250 2.0.0 OK\r\n");
  BOOST_TEST(talk("verb on\r\n") == "250 2.0.0 Verbose mode\r\n");
  BOOST_TEST(talk("SEND FROM:<a>\r\n") == "502 5.5.1 Command not implemented: \"SEND FROM:<a>\"\r\n");
  BOOST_TEST(talk("BDAT 1\r\n") == "500 5.5.1 Command unrecognized: \"BDAT 1\"\r\n");
  BOOST_TEST(talk("\r\n") == "500 5.5.1 Command unrecognized: \"\"\r\n");
  BOOST_TEST(talk("noop\n") == "250 2.0.0 OK\r\n");
  BOOST_TEST(talk("VRFY\r\n") == "501 5.5.2 Argument required\r\n");
  BOOST_TEST(talk("ETRN\r\n") == "500 5.5.2 Parameter required\r\n");
  BOOST_TEST(talk("ETRN a\r\n") == "250 2.0.0 Queuing for node a started\r\n");
  Features closed;
  closed.has_vrfy = closed.has_expn = closed.has_etrn = closed.has_verb = false;
  BOOST_TEST(talk("VRFY a\r\nEXPN a\r\nETRN a\r\nVERB\r\n", closed) ==
             "252 2.5.2 Cannot VRFY user; try RCPT to attempt delivery (or try finger)\r\n"
             "502 5.7.0 Sorry, we do not allow this operation\r\n"
             "502 5.7.0 Sorry, we do not allow this operation\r\n502 5.7.0 Verbose unavailable\r\n");
}

BOOST_AUTO_TEST_CASE(bad_commands_end_the_session) {
  EngineScript script;
  const std::string output = script.run(times(25, "foo\r\n") + "bar\r\nnoop\r\n");
  BOOST_TEST(output.ends_with("421 4.7.0 mx.example Too many bad commands; closing connection\r\n"));
  BOOST_TEST(script.is_closed);
  BOOST_TEST(script.paused_seconds == 0);
}

BOOST_AUTO_TEST_CASE(useless_commands_slow_down) {
  EngineScript script;
  script.run(times(21, "NOOP\r\n"));
  BOOST_TEST(script.paused_seconds == 1 + 2);
  BOOST_TEST(script.log.size() == 1U);
  BOOST_TEST(script.log.at(0) ==
             "client.example [192.0.2.1]: possible SMTP attack: command=NOOP, count=20");
  EngineScript resets;
  resets.run(times(50, "RSET\r\n"));
  BOOST_TEST(resets.paused_seconds == 0);
}

BOOST_AUTO_TEST_CASE(too_long_a_command_ends_the_session) {
  EngineScript fits;
  BOOST_TEST(contains(fits.run("NOOP " + std::string(2041, 'x') + "\r\n"), "250 2.0.0 OK"));
  EngineScript script;
  BOOST_TEST(contains(script.run("NOOP " + std::string(2060, 'x')),
                      "421 4.7.0 mx.example Command too long, possible attack client.example"));
  BOOST_TEST(script.is_closed);
}

BOOST_AUTO_TEST_CASE(proxy_seekers) {
  EngineScript script;
  BOOST_TEST(script.run("GET / HTTP/1.0\r\n") ==
             kGreeting + "421 4.7.0 mx.example Rejecting open proxy client.example [192.0.2.1]\r\n");
  BOOST_TEST(talk("NOOP\r\nGET /\r\n") == "250 2.0.0 OK\r\n500 5.5.1 Command unrecognized: \"GET /\"\r\n");
}

BOOST_AUTO_TEST_CASE(early_talkers) {
  EngineScript script{.is_pipelined = true};
  BOOST_TEST(script.run("EHLO a\r\nMAIL FROM:<a>\r\nNOOP\r\nEHLO a\r\n") ==
             kGreeting +
                 "554 5.5.0 SMTP protocol error\r\n550 5.0.0 Command rejected\r\n250 2.0.0 OK\r\n"
                 "250-mx.example Hello client.example [192.0.2.1], pleased to meet you\r\n"
                 "250 ENHANCEDSTATUSCODES\r\n");
  EngineScript data{.is_pipelined = true};
  BOOST_TEST(contains(data.run("MAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\nx\r\n.\r\n"),
                      "554 5.5.0 SMTP protocol error\r\n"));
  BOOST_TEST(data.is_closed);
  Features relaxed;
  relaxed.checks_early_input = false;
  EngineScript allowed{.features = relaxed, .is_pipelined = true};
  BOOST_TEST(contains(allowed.run("MAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\nx\r\n.\r\n"), "250 2.0.0 ID"));
}

BOOST_AUTO_TEST_CASE(rejected_clients) {
  EngineScript script{.prepare = [](Engine& engine) {
    engine.greet("mx.example Sendwright");
    engine.reject_commands({550, "5.7.1", "Access denied"});
  }};
  BOOST_TEST(script.run("HELO a\r\nMAIL FROM:<a>\r\nfoo\r\nSTARTTLS\r\nQUIT\r\n") ==
             kGreeting +
                 "250 mx.example Hello client.example [192.0.2.1], pleased to meet you\r\n"
                 "550 5.7.1 Access denied\r\n500 5.5.1 Command unrecognized: \"foo\"\r\n"
                 "550 5.7.1 Access denied\r\n221 2.0.0 mx.example closing connection\r\n");
  EngineScript refused{.prepare = [](Engine& engine) { engine.greet_refused(); }};
  BOOST_TEST(refused.run("MAIL FROM:<a>\r\n") ==
             "554 mx.example ESMTP not accepting messages\r\n550 5.0.0 Command rejected\r\n");
}

BOOST_AUTO_TEST_CASE(bare_line_ends_close_the_connection) {
  const std::string start = "MAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n";
  EngineScript lf;
  BOOST_TEST(lf.run(start + "a\nb\r\n.\r\n").ends_with("421 4.5.0 Bare linefeed (LF) not allowed\r\n"));
  BOOST_TEST(lf.is_closed);
  BOOST_TEST(lf.resets == 1);
  EngineScript cr;
  BOOST_TEST(cr.run(start + "a\rb\r\n.\r\n")
                 .ends_with("421 4.5.0 Bare carriage return (CR) not allowed\r\n"));
  EngineScript smuggled;
  BOOST_TEST(smuggled.run(start + "a\r\n.\nMAIL FROM:<x>\r\n.\r\n")
                 .ends_with("421 4.5.0 Bare linefeed (LF) not allowed\r\n"));
  Features relaxed;
  relaxed.data = {BareLineEnd::kBlank, BareLineEnd::kAccept, true, false};
  EngineScript taken{.features = relaxed};
  taken.run(start + "a\rb\nc\r\n.\n");
  BOOST_TEST(taken.body == "a b\nc\n");
}

BOOST_AUTO_TEST_CASE(dots_and_nuls) {
  const std::string start = "MAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n";
  EngineScript script;
  script.run(start + std::string("..\r\n...a\r\n.b\r\n\0c\r\n.\r\n", 21));
  BOOST_TEST(script.body == std::string(".\n..a\nb\n\0c\n", 11));
  EngineScript empty;
  BOOST_TEST(contains(empty.run(start + ".\r\n"), "250 2.0.0 ID"));
  BOOST_TEST(empty.body.empty());
}

BOOST_AUTO_TEST_CASE(recipient_limits) {
  EngineScript script;
  script.settings.max_recipients = 2;
  BOOST_TEST(script.run("MAIL FROM:<a>\r\nRCPT TO:<bad>\r\nRCPT TO:<b>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\n")
                 .ends_with("250 2.1.5 <b>... Recipient ok\r\n452 4.5.3 Too many recipients\r\n"));
  EngineScript throttle;
  throttle.settings.bad_recipient_throttle = 2;
  throttle.run("MAIL FROM:<a>\r\n" + times(4, "RCPT TO:<bad>\r\n"));
  BOOST_TEST(throttle.paused_seconds == 2);
  BOOST_TEST(throttle.log.size() == 1U);
  EngineScript shutdown;
  shutdown.settings.bad_recipient_shutdown = 2;
  BOOST_TEST(shutdown.run("MAIL FROM:<a>\r\n" + times(3, "RCPT TO:<bad>\r\n"))
                 .ends_with("421 4.7.0 mx.example Too many bad recipients; closing connection\r\n"));
}

BOOST_AUTO_TEST_CASE(starttls) {
  BOOST_TEST(talk("STARTTLS\r\n") == "503 5.5.0 TLS not available\r\n");
  Features features;
  features.has_starttls = true;
  BOOST_TEST(talk("STARTTLS\r\n", features) == "454 4.3.3 TLS not available after start\r\n");
  features.is_starttls_ready = true;
  BOOST_TEST(talk("STARTTLS x\r\n", features) == "501 5.5.2 Syntax error (no parameters allowed)\r\n");
  BOOST_TEST(contains(talk("MAIL FROM:<a>\r\nSTARTTLS\r\n", features),
                      "503 5.5.0 TLS not permitted during a mail transaction\r\n"));
  // What was sent in clear behind STARTTLS is not looked at.
  BOOST_TEST(talk("STARTTLS\r\nMAIL FROM:<a>\r\n", features) == "220 2.0.0 Ready to start TLS\r\n");
  EngineScript script{.features = features};
  BOOST_TEST(script.run_pieces({"STARTTLS\r\n", "MAIL FROM:<a>\r\nRSET\r\nSTARTTLS\r\n"}) ==
             kGreeting + "220 2.0.0 Ready to start TLS\r\n250 2.1.0 <a>... Sender ok\r\n"
                         "250 2.0.0 Reset state\r\n454 4.3.3 TLS not available after start\r\n");
}

BOOST_AUTO_TEST_CASE(auth) {
  BOOST_TEST(talk("AUTH PLAIN\r\n") == "503 5.3.3 AUTH not available\r\n");
  Features features;
  features.has_auth = true;
  features.auth_mechanisms = "PLAIN LOGIN";
  const std::string secret = sendwright::base::encode_base64("secret");
  BOOST_TEST(talk("AUTH\r\n", features) == "501 5.5.2 AUTH mechanism must be specified\r\n");
  BOOST_TEST(talk("AUTH FOO\r\n", features) == "504 5.3.3 AUTH mechanism FOO not available\r\n");
  BOOST_TEST(talk("auth plain " + secret + "\r\nAUTH PLAIN\r\n", features) ==
             "235 2.0.0 OK Authenticated\r\n503 5.5.0 Already Authenticated\r\n");
  BOOST_TEST(talk("AUTH PLAIN\r\n" + secret + "\r\n", features) ==
             "334 Z28=\r\n235 2.0.0 OK Authenticated\r\n");
  BOOST_TEST(talk("AUTH PLAIN ##\r\n", features) == "501 5.5.4 cannot BASE64 decode '##'\r\n");
  BOOST_TEST(talk("AUTH PLAIN\r\n*\r\nNOOP\r\n", features) ==
             "334 Z28=\r\n501 5.0.0 AUTH aborted\r\n250 2.0.0 OK\r\n");
  BOOST_TEST(talk("AUTH PLAIN\r\n*?*\r\n", features) ==
             "334 Z28=\r\n501 5.5.4 cannot decode AUTH parameter *?*\r\n");
  BOOST_TEST(talk("AUTH PLAIN eA==\r\n", features) == "535 5.7.0 authentication failed\r\n");
  EngineScript guesser{.features = features};
  guesser.run(times(6, "AUTH PLAIN eA==\r\n"));
  BOOST_TEST(guesser.paused_seconds == 1 + 2);
}

BOOST_AUTO_TEST_SUITE_END()
