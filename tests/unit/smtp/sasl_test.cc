#include <openssl/hmac.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/codec.hh"
#include "session_fixture.hh"
#include "smtp/sasl/auth_process.hh"
#include "smtp/sasl/client.hh"
#include "smtp/sasl/messages.hh"

using namespace sendwright;
using namespace sendwright::smtp;

namespace {

// A sasldb with user1 (secret1) in realm mx.example, and Sendmail.conf for it.
class PasswordStore {
 public:
  PasswordStore() {
    char name[] = "/tmp/sendwright-sasl-XXXXXX";
    BOOST_REQUIRE(::mkdtemp(name) != nullptr);
    directory = name;
    std::ofstream(directory + "/Sendmail.conf")
        << "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: " << directory
        << "/sasldb2\nmech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5\n";
    const std::string command = "printf secret1 | saslpasswd2 -c -p -u mx.example -f " + directory +
                                "/sasldb2 user1 >/dev/null 2>&1";
    is_available = std::system(command.c_str()) == 0;
    if (!is_available) BOOST_TEST_MESSAGE("skipped: saslpasswd2 (package sasl2-bin) cannot be run");
  }
  ~PasswordStore() { std::filesystem::remove_all(directory); }

  std::string directory;
  bool is_available = false;
};

// The auth process as a child, with one channel.
class AuthProcess {
 public:
  explicit AuthProcess(const std::string& directory) {
    int pair[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
    pid_ = ::fork();
    BOOST_REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      ::close(pair[0]);
      std::vector<base::UniqueFd> channels;
      channels.emplace_back(pair[1]);
      ::_exit(sasl::run_auth_process(std::move(channels), {directory, 2}));
    }
    ::close(pair[1]);
    channel.reset(pair[0]);
  }
  ~AuthProcess() {
    channel.reset();
    if (pid_ > 0) {
      ::kill(pid_, SIGTERM);
      ::waitpid(pid_, nullptr, 0);
    }
  }

  base::UniqueFd channel;

 private:
  pid_t pid_ = -1;
};

std::string plain(const std::string& user, const std::string& password) {
  return base::encode_base64(std::string(1, '\0') + user + '\0' + password);
}

const std::string kOptions = "O AuthMechanisms=DIGEST-MD5 CRAM-MD5 PLAIN LOGIN\nO AuthRealm=mx.example\n";

// A session with the auth process behind it.
class AuthFixture : public server::SessionFixture {
 public:
  explicit AuthFixture(AuthProcess& process, const std::string& extra = {})
      : SessionFixture(kOptions + extra), client_(loop, std::move(process.channel)) {
    services.sasl = &client_;
  }
  // The loop ends when the session and the channel's listener do.
  void end() {
    (void)command("QUIT");
    boost::asio::post(loop.context, [this] { loop.context.stop(); });
    finish();
  }

 private:
  sasl::Client client_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(authentication)

BOOST_AUTO_TEST_CASE(messages_survive_the_wire) {
  sasl::Request request;
  request.type = sasl::RequestType::kStart;
  request.id = 77;
  request.terms.realm = "r";
  request.terms.tls_bits = 256;
  request.terms.forbids_plain = true;
  request.mechanism = "PLAIN";
  request.token = std::string("a\0b", 3);
  const auto decoded = sasl::decode_request(sasl::encode(request));
  BOOST_REQUIRE(decoded);
  BOOST_TEST((decoded->terms == request.terms));
  BOOST_TEST(decoded->id == 77);
  BOOST_TEST((*decoded->token == *request.token));

  sasl::Answer answer{sasl::AnswerType::kSuccess, 77, "x", "u", {"PLAIN", "a", "b", 128}};
  const std::string packet = sasl::encode(answer);
  const auto read = sasl::decode_answer(packet);
  BOOST_REQUIRE(read);
  BOOST_TEST(read->identity.security_strength == 128);
  for (size_t size = 0; size < packet.size(); ++size) {
    BOOST_TEST(!sasl::decode_answer(packet.substr(0, size)));
  }
  BOOST_TEST(!sasl::decode_answer(packet + "x"));
  BOOST_TEST(!sasl::decode_request(packet));
}

BOOST_AUTO_TEST_CASE(plain_and_login_in_a_session) {
  const PasswordStore store;
  if (!store.is_available) return;
  AuthProcess process(store.directory);
  AuthFixture fixture(process);
  fixture.start();
  (void)fixture.reply();
  fixture.send("EHLO c\r\n");
  BOOST_TEST(fixture.expect("250 HELP\r\n").find("250-AUTH ") != std::string::npos);
  BOOST_TEST(fixture.command("AUTH PLAIN " + plain("user1", "wrong")) ==
             "535 5.7.0 authentication failed");
  BOOST_TEST(fixture.command("AUTH PLAIN " + plain("nobody", "x")) == "535 5.7.0 authentication failed");
  BOOST_TEST(fixture.command("AUTH LOGIN").starts_with("334 "));
  BOOST_TEST(fixture.command("*") == "501 5.0.0 AUTH aborted");
  BOOST_TEST(fixture.command("AUTH LOGIN").starts_with("334 "));
  BOOST_TEST(fixture.command(base::encode_base64("user1")).starts_with("334 "));
  BOOST_TEST(fixture.command(base::encode_base64("secret1")) == "235 2.0.0 OK Authenticated");
  // What an authenticated client may do is the policy's affair.
  BOOST_TEST(fixture.command("MAIL FROM:<a@b>").starts_with("250 "));
  BOOST_TEST(fixture.command("RCPT TO:<x@elsewhere>").starts_with("250 "));
  (void)fixture.command("DATA");
  BOOST_TEST(fixture.command("\r\nx\r\n.").starts_with("250 2.0.0 "));
  fixture.end();
  BOOST_REQUIRE(fixture.queue.messages.size() == 1);
  BOOST_TEST(fixture.queue.messages[0].envelope.macros.at("r") == "ESMTPA");
}

BOOST_AUTO_TEST_CASE(cram_md5_needs_no_plain_password) {
  const PasswordStore store;
  if (!store.is_available) return;
  AuthProcess process(store.directory);
  AuthFixture fixture(process, "O AuthOptions=p\n");
  fixture.start();
  (void)fixture.reply();
  fixture.send("EHLO c\r\n");
  const std::string keywords = fixture.expect("250 HELP\r\n");
  BOOST_TEST(keywords.find("CRAM-MD5") != std::string::npos);
  BOOST_TEST(keywords.find("PLAIN") == std::string::npos);
  BOOST_TEST(fixture.command("AUTH PLAIN").starts_with("504 5.3.3"));
  const std::string challenge = fixture.command("AUTH CRAM-MD5");
  BOOST_REQUIRE(challenge.starts_with("334 "));
  const auto text = base::decode_base64(challenge.substr(4));
  BOOST_REQUIRE(text);
  unsigned char digest[16];
  unsigned size = 0;
  HMAC(EVP_md5(), "secret1", 7, reinterpret_cast<const unsigned char*>(text->data()), text->size(), digest, &size);
  std::string response = "user1 ";
  for (const unsigned char octet : digest) {
    char hex[3];
    std::snprintf(hex, sizeof hex, "%02x", octet);
    response += hex;
  }
  BOOST_TEST(fixture.command(base::encode_base64(response)) == "235 2.0.0 OK Authenticated");
  fixture.end();
}

BOOST_AUTO_TEST_CASE(passwords_are_checked_for_pop3) {
  const PasswordStore store;
  if (!store.is_available) return;
  AuthProcess process(store.directory);
  base::EventLoop loop(1);
  sasl::Client client(loop, std::move(process.channel));
  sasl::Terms terms;
  terms.service = "pop";
  terms.realm = terms.host = "mx.example";
  std::vector<sasl::Step> steps;
  base::spawn_session(loop, [&](base::CoroutineWaiter& waiter) {
    steps.push_back(client.check_password(terms, "user1", "secret1", waiter));
    steps.push_back(client.check_password(terms, "user1", "secret2", waiter));
    steps.push_back(client.check_password(terms, "nobody", "x", waiter));
    loop.context.stop();
  });
  loop.context.run();
  BOOST_REQUIRE(steps.size() == 3);
  BOOST_TEST((steps[0].kind == sasl::Step::Kind::kSuccess));
  BOOST_TEST((steps[1].kind == sasl::Step::Kind::kFailure));
  BOOST_TEST(steps[1].message.starts_with("authentication failure (-13) "));
  BOOST_TEST((steps[2].kind == sasl::Step::Kind::kFailure));
}

BOOST_AUTO_TEST_CASE(a_missing_auth_process_is_a_temporary_failure) {
  int pair[2];
  BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
  ::close(pair[1]);
  base::EventLoop loop(1);
  sasl::Client client(loop, base::UniqueFd(pair[0]));
  std::optional<sasl::Step> step;
  base::spawn_session(loop, [&](base::CoroutineWaiter& waiter) {
    std::unique_ptr<sasl::Exchange> exchange;
    step = client.start({}, "PLAIN", std::nullopt, exchange, waiter);
  });
  loop.context.run();
  BOOST_REQUIRE(step);
  BOOST_TEST((step->kind == sasl::Step::Kind::kUnavailable));
}

BOOST_AUTO_TEST_SUITE_END()
