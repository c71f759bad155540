#include <sys/socket.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "retrieval/pop3/login_engine.hh"
#include "retrieval/pop3/session.hh"
#include "retrieval/pop3/session_engine.hh"
#include "tests/unit/delivery/temporary_directory.hh"

using namespace sendwright;
using namespace sendwright::retrieval;
using namespace sendwright::retrieval::pop3;

namespace {

LoginEngine login(LoginSettings settings = {.host_name = "h", .mechanisms = "PLAIN CRAM-MD5"}) {
  LoginEngine engine(std::move(settings));
  BOOST_TEST(engine.take_output() == "+OK h POP3 server ready\r\n");
  return engine;
}

const std::vector<MessageInfo> kMessages{{10, "aa"}, {20, "bb"}};

std::string answer(SessionEngine& engine, std::string_view command) {
  engine.feed(std::string(command) + "\r\n");
  BOOST_TEST(!engine.next().has_value());
  return engine.take_output();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pop3_login)

BOOST_AUTO_TEST_CASE(user_and_pass_make_a_request) {
  auto engine = login();
  engine.feed("user user1\r\nPASS se cret\r\nSTAT\r\n");
  const auto request = engine.next();
  BOOST_REQUIRE(request.has_value());
  BOOST_CHECK(request->kind == LoginRequest::Kind::kPassword);
  BOOST_TEST(request->user == "user1");
  BOOST_TEST(request->password == "se cret");
  BOOST_TEST(engine.take_output() == "+OK password, please\r\n");
  BOOST_TEST(engine.take_rest() == "STAT\r\n");
}

BOOST_AUTO_TEST_CASE(capabilities_follow_the_settings) {
  auto engine = login({.host_name = "h", .offers_stls = true, .allows_plain_text = false});
  engine.feed("CAPA\r\nUSER x\r\n");
  BOOST_TEST(!engine.next().has_value());
  const std::string output = engine.take_output();
  BOOST_TEST(output.find("\r\nSTLS\r\n") != std::string::npos);
  BOOST_TEST(output.find("\r\nUSER\r\n") == std::string::npos);
  BOOST_TEST(output.find("\r\n-ERR [AUTH]") != std::string::npos);
  engine.feed("STLS\r\nUSER injected\r\n");
  const auto request = engine.next();
  BOOST_REQUIRE(request.has_value());
  BOOST_CHECK(request->kind == LoginRequest::Kind::kStartTls);
  BOOST_TEST(engine.has_pending_input());
  engine.tls_started("PLAIN");
  (void)engine.take_output();
  engine.feed("USER x\r\n");
  BOOST_TEST(!engine.next().has_value());
  BOOST_TEST(engine.take_output() == "+OK password, please\r\n");
}

BOOST_AUTO_TEST_CASE(a_dialogue_can_be_cancelled) {
  auto engine = login();
  engine.feed("AUTH CRAM-MD5\r\n");
  auto request = engine.next();
  BOOST_REQUIRE(request.has_value());
  BOOST_TEST(request->mechanism == "CRAM-MD5");
  BOOST_TEST(!request->response.has_value());
  engine.challenge("abc");
  BOOST_TEST(engine.take_output() == "+ YWJj\r\n");
  engine.feed("*\r\n");
  request = engine.next();
  BOOST_REQUIRE(request.has_value());
  BOOST_CHECK(request->kind == LoginRequest::Kind::kCancelled);
  BOOST_TEST(engine.take_output().starts_with("-ERR"));
  engine.feed("AUTH PLAIN AHUAcA==\r\n");
  request = engine.next();
  BOOST_REQUIRE(request.has_value());
  BOOST_TEST(request->response.value() == std::string("\0u\0p", 4));
}

BOOST_AUTO_TEST_CASE(the_continuation_line_is_there_even_if_empty) {
  auto engine = login();
  engine.challenge("");
  BOOST_TEST(engine.take_output() == "+ \r\n");
}

BOOST_AUTO_TEST_CASE(guessing_and_nonsense_end_the_session) {
  auto guesser = login();
  for (int i = 0; i < 5; ++i) guesser.refused(false);
  BOOST_CHECK(guesser.next()->kind == LoginRequest::Kind::kEnd);
  auto babbler = login();
  for (int i = 0; i < 30; ++i) babbler.feed("GET / HTTP/1.1\r\n");
  BOOST_CHECK(babbler.next()->kind == LoginRequest::Kind::kEnd);
  auto shouter = login();
  shouter.feed(std::string(100000, 'x'));
  BOOST_TEST(!shouter.next().has_value());
  shouter.feed("x\r\nQUIT\r\n");
  BOOST_CHECK(shouter.next()->kind == LoginRequest::Kind::kEnd);
  BOOST_TEST(shouter.take_output().find("+OK bye") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pop3_session)

BOOST_AUTO_TEST_CASE(lists_leave_out_what_is_deleted) {
  SessionEngine engine(kMessages);
  BOOST_TEST(engine.take_output() == "+OK 2 messages\r\n");
  BOOST_TEST(answer(engine, "STAT") == "+OK 2 30\r\n");
  BOOST_TEST(answer(engine, "list") == "+OK\r\n1 10\r\n2 20\r\n.\r\n");
  BOOST_TEST(answer(engine, "UIDL 2") == "+OK 2 bb\r\n");
  BOOST_TEST(answer(engine, "DELE 1").starts_with("+OK"));
  BOOST_TEST(answer(engine, "STAT") == "+OK 1 20\r\n");
  BOOST_TEST(answer(engine, "UIDL") == "+OK\r\n2 bb\r\n.\r\n");
  BOOST_TEST(answer(engine, "LIST 1").starts_with("-ERR"));
  BOOST_TEST(answer(engine, "DELE 1").starts_with("-ERR"));
  BOOST_TEST((engine.marked() == std::vector<size_t>{0}));
  BOOST_TEST(answer(engine, "RSET").starts_with("+OK"));
  BOOST_TEST(engine.marked().empty());
  for (const char* bad : {"DELE", "DELE 0", "DELE 3", "DELE -1", "DELE 1x", "RETR", "TOP 1", "XX"}) {
    BOOST_TEST(answer(engine, bad).starts_with("-ERR"));
  }
}

BOOST_AUTO_TEST_CASE(top_gives_header_and_that_many_lines) {
  for (const auto& [command, expected] : std::vector<std::pair<std::string, std::string>>{
           {"TOP 1 0", "A: b\r\n\r\n"},
           {"TOP 1 1", "A: b\r\n\r\n..one\r\n"},
           {"TOP 1 99999999", "A: b\r\n\r\n..one\r\n\r\ntwo\r\n"},
           {"RETR 1", "A: b\r\n\r\n..one\r\n\r\ntwo\r\n"}}) {
    SessionEngine engine(kMessages);
    (void)engine.take_output();
    engine.feed(command + "\r\n");
    const auto request = engine.next();
    BOOST_REQUIRE(request.has_value());
    BOOST_TEST(request->index == 0U);
    engine.begin_message();
    for (const char c : std::string("A: b\r\n\r\n.one\r\n\r\ntwo\r\n")) {
      if (!engine.add_message(std::string_view(&c, 1))) break;
    }
    engine.end_message();
    BOOST_TEST(engine.take_output() == "+OK message follows\r\n" + expected + ".\r\n");
  }
}

BOOST_AUTO_TEST_CASE(a_whole_session_over_a_socket) {
  tests::TemporaryDirectory directory;
  directory.write("box", "From a\nA: 1\n\n.one\n\nFrom b\nA: 2\n\ntwo\n\n");
  int ends[2];
  BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  base::UniqueFd client(ends[0]);
  std::thread server([&] {
    base::BlockingWaiter waiter;
    serve_session({base::UniqueFd(ends[1]), "user1", "STAT\r\n"}, directory / "box", waiter);
  });
  const std::string commands = "RETR 1\r\nDELE 1\r\nQUIT\r\n";
  BOOST_REQUIRE(::write(client.get(), commands.data(), commands.size()) > 0);
  std::string output;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(client.get(), buffer, sizeof buffer)) > 0;) {
    output.append(buffer, static_cast<size_t>(count));
  }
  server.join();
  BOOST_TEST(output == "+OK 2 messages\r\n+OK 2 27\r\n+OK message follows\r\nA: 1\r\n\r\n..one\r\n.\r\n"
                       "+OK message 1 is marked as deleted\r\n+OK bye\r\n");
  BOOST_TEST(directory.read("box") == "From b\nA: 2\n\ntwo\n\n");
}

BOOST_AUTO_TEST_SUITE_END()
