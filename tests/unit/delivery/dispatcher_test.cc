#include "delivery/dispatcher.hh"

#include <fcntl.h>

#include <boost/test/unit_test.hpp>

#include "config/cf_reader.hh"
#include "config/expand.hh"
#include "delivery/launcher.hh"
#include "dns/fixed_resolver.hh"
#include "tests/unit/delivery/scripted_server.hh"
#include "tests/unit/delivery/temporary_directory.hh"

using namespace sendwright;
using namespace sendwright::delivery;
using queue::Outcome;
using tests::ScriptedServer;
using tests::TemporaryDirectory;

namespace {

class NoMaps final : public rules::MapDirectory {
 public:
  rules::Map* find(std::string_view) override { return nullptr; }
};

// A site with a few mailers, and one message.
struct Site {
  explicit Site(unsigned short port = 1, const std::string& tail = "") {
    const std::string users = directory.write("passwd", "");
    config::ReadOptions options;
    options.host = config::HostIdentity::from_full_name("mx.site.example");
    const std::string text =
        "V10/Berkeley\nDnMAILER-DAEMON\nDjmx.site.example\nCwmx.site.example\nO QueueDirectory=/tmp\n"
        "O MailboxDatabase=passwd:" + users + "\nO MailSpool=" + directory.path() + "/$u\n"
        "H?P?Return-Path: <$g>\n"
        "Mlocal, P=/bin/mail, F=lsDFMAw5:/|@qPn9, T=DNS/RFC822/X-Unix, A=mail -d $u\n"
        "Mprog, P=/bin/sh, F=lsDFMoqeu9, T=X-Unix/X-Unix/X-Unix, D=$z:/, A=sh -c $u\n"
        "M*file*, P=[FILE], F=lsDFMPEouq9, A=FILE $u\n"
        "Mesmtp, P=[IPC], F=mDFMuXa, T=DNS/RFC822/SMTP, E=\\r\\n, L=990, A=TCP $h " +
        std::to_string(port) + "\n" + tail;
    outcome = config::read_configuration_text(text, "test.cf", options);
    engine = std::make_unique<rules::Engine>(*outcome.configuration, maps);
    dns::HostLookupSettings names;
    names.hosts_file = directory.write("hosts", "");
    names.service_switch_file = directory.write("switch", "hosts dns\n");
    hosts = std::make_unique<dns::HostLookup>(std::move(names), &resolver);
    dispatcher = std::make_unique<Dispatcher>(DispatcherParts{.engine = *engine,
                                                              .launcher = launcher,
                                                              .hosts = *hosts,
                                                              .resolver = &resolver,
                                                              .has_other_users = false,
                                                              .tls_context = nullptr});
    envelope.queue_id = "ABC123";
    envelope.sender = "a@b.example";
    std::vector<std::string> ignored;
    envelope.headers.append("Return-Path", config::code_dollars(" <$g>", ignored), "P");
    envelope.headers.append("Subject", " x");
  }

  std::vector<queue::RecipientStatus> deliver(const std::string& mailer, const std::string& host,
                                              const std::vector<std::string>& users,
                                              const std::string& body_text = "hello\n") {
    const std::string path = directory.write("body", body_text);
    const base::UniqueFd body(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    envelope.body_size_octets = static_cast<long>(body_text.size());
    queue::DeliveryAttempt attempt{envelope, mailer, host, envelope.sender, {}, body.get()};
    for (const std::string& user : users) {
      queue::DeliveryRecipient recipient;
      recipient.user = user;
      recipient.home = directory.path();
      // As root there are other users: the agents must be told one.
      if (::geteuid() == 0) recipient.uid = recipient.gid = 0;
      attempt.recipients.push_back(recipient);
      envelope.recipients.emplace_back();
    }
    return dispatcher->deliver(attempt, waiter);
  }

  TemporaryDirectory directory;
  NoMaps maps;
  config::ReadOutcome outcome;
  std::unique_ptr<rules::Engine> engine;
  dns::FixedResolver resolver;
  std::unique_ptr<dns::HostLookup> hosts;
  ForkingLauncher launcher;
  base::BlockingWaiter waiter;
  std::unique_ptr<Dispatcher> dispatcher;
  queue::Envelope envelope;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dispatcher)

BOOST_AUTO_TEST_CASE(a_user_of_the_database_has_the_built_in_mailbox) {
  if (::geteuid() == 0) return;  // see launcher_test for deliveries as another user
  Site site;
  const auto statuses = site.deliver("local", "", {"user1"}, "From x\n");
  BOOST_REQUIRE(statuses.size() == 1U);
  BOOST_TEST(statuses[0].text == "Sent");
  BOOST_CHECK(statuses[0].outcome == Outcome::kDelivered);
  const std::string mailbox = site.directory.read("user1");
  BOOST_TEST(mailbox.starts_with("From a@b.example  "));
  BOOST_TEST(mailbox.find("\nReturn-Path: <a@b.example>\n") != std::string::npos);
  BOOST_TEST(mailbox.ends_with("Subject: x\n\n>From x\n\n"));
  BOOST_CHECK(site.deliver("local", "", {"../x"})[0].outcome == Outcome::kFailed);
}

BOOST_AUTO_TEST_CASE(a_program_is_judged_by_its_exit_code) {
  if (::geteuid() == 0) return;
  Site site;
  BOOST_TEST(site.deliver("prog", "", {"cat > out"})[0].text == "Sent");
  BOOST_TEST(site.directory.read("out").ends_with("\nhello\n"));
  BOOST_TEST(site.directory.read("out").starts_with("From a@b.example  "));
  const auto unknown = site.deliver("prog", "", {"echo why; exit 67"})[0];
  BOOST_CHECK(unknown.outcome == Outcome::kFailed);
  BOOST_TEST(unknown.enhanced_status == "5.1.1");
  BOOST_TEST(unknown.text == "User unknown");
  BOOST_TEST(unknown.transcript.front() == "why");
  BOOST_CHECK(site.deliver("prog", "", {"exit 75"})[0].outcome == Outcome::kDeferred);
  BOOST_TEST(site.deliver("prog", "", {"exit 99"})[0].text == "unknown mailer error 99");
}

BOOST_AUTO_TEST_CASE(a_message_goes_to_a_server_and_the_connection_is_kept) {
  ScriptedServer server({{"EHLO", "250-server\r\n250-PIPELINING\r\n250 SIZE\r\n"},
                         {"RCPT", "250 2.1.5 ok\r\n"}});
  Site site(server.port());
  const auto statuses = site.deliver("esmtp", "[127.0.0.1]", {"x@y", "z@y"}, ".dot\n");
  BOOST_REQUIRE(statuses.size() == 2U);
  BOOST_TEST(statuses[0].text == "Sent (2.0.0 taken)");
  BOOST_CHECK(statuses[1].outcome == Outcome::kRelayed);
  BOOST_TEST(statuses[0].relay == "[127.0.0.1] [127.0.0.1]");
  BOOST_TEST(site.deliver("esmtp", "[127.0.0.1]", {"x@y"})[0].enhanced_status == "2.0.0");
  const std::string heard = server.heard();
  BOOST_TEST(heard.starts_with("<connect>|EHLO mx.site.example|MAIL From:<a@b.example> SIZE="));
  BOOST_TEST(heard.find("|RCPT To:<x@y>|RCPT To:<z@y>|DATA|Subject: x||..dot|.|RSET|MAIL") !=
             std::string::npos);
  BOOST_TEST(heard.find("<connect>", 1) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(refused_recipients_fail_and_the_others_go_on) {
  ScriptedServer server({{"EHLO", "250 server\r\n"}, {".", "452 4.2.2 full\r\n"}});
  Site site(server.port());
  const auto later = site.deliver("esmtp", "[127.0.0.1]", {"x@y"});
  BOOST_CHECK(later[0].outcome == Outcome::kDeferred);
  BOOST_TEST(later[0].text == "Deferred: 452 4.2.2 full");
  ScriptedServer strict({{"EHLO", "250 server\r\n"}, {"RCPT", "550 5.1.1 no such user\r\n"}});
  Site other(strict.port());
  const auto failed = other.deliver("esmtp", "[127.0.0.1]", {"x@y"})[0];
  BOOST_CHECK(failed.outcome == Outcome::kFailed);
  BOOST_TEST(failed.text == "User unknown");
  BOOST_TEST(failed.diagnostic == "550 5.1.1 no such user");
  BOOST_TEST(failed.transcript.size() == 3U);
}

BOOST_AUTO_TEST_CASE(mx_hosts_are_tried_in_order) {
  ScriptedServer server({{"EHLO", "250 server\r\n"}});
  Site site(server.port());
  site.resolver.add_mx("dest.example", 10, "dead.example");
  site.resolver.add_mx("dest.example", 20, "live.example");
  site.resolver.add_address("dead.example", "127.0.0.9");
  site.resolver.add_address("live.example", "127.0.0.1");
  const auto status = site.deliver("esmtp", "dest.example", {"x@y"})[0];
  BOOST_TEST(status.text == "Sent (2.0.0 taken)");
  BOOST_TEST(status.relay == "live.example. [127.0.0.1]");
}

BOOST_AUTO_TEST_CASE(what_is_said_when_no_host_can_be_had) {
  Site site;
  BOOST_TEST(site.deliver("esmtp", "[127.0.0.1]", {"x@y"})[0].text ==
             "Deferred: Connection refused by [127.0.0.1]");
  const auto unknown = site.deliver("esmtp", "nosuch.example", {"x@y"})[0];
  BOOST_CHECK(unknown.outcome == Outcome::kFailed);
  BOOST_TEST(unknown.enhanced_status == "5.1.2");
  site.resolver.add_mx("null.example", 0, "");
  const auto null_mx = site.deliver("esmtp", "null.example", {"x@y"})[0];
  BOOST_TEST(null_mx.enhanced_status == "5.1.10");
  BOOST_CHECK(null_mx.outcome == Outcome::kFailed);
  site.resolver.add_mx("loop.example", 10, "mx.site.example");
  BOOST_TEST(site.deliver("esmtp", "loop.example", {"x@y"})[0].enhanced_status == "5.3.5");
  site.resolver.fail("broken.example");
  const auto broken = site.deliver("esmtp", "broken.example", {"x@y"})[0];
  BOOST_CHECK(broken.outcome == Outcome::kDeferred);
  BOOST_TEST(broken.enhanced_status == "4.4.3");
}

BOOST_AUTO_TEST_CASE(eight_bit_mime_is_converted_for_a_server_that_takes_seven) {
  ScriptedServer server({{"EHLO", "250 server\r\n"}});
  Site site(server.port());
  site.envelope.has_8bit_body = true;
  site.envelope.headers.append("MIME-Version", " 1.0");
  site.envelope.headers.append("Content-Type", " text/plain; charset=iso-8859-1");
  site.envelope.headers.append("Content-Transfer-Encoding", " 8bit");
  BOOST_TEST(site.deliver("esmtp", "[127.0.0.1]", {"x@y"},
                          "plain words, and one \xe4 in them\n")[0].text == "Sent (2.0.0 taken)");
  const std::string heard = server.heard();
  BOOST_TEST(heard.find("one =E4 in") != std::string::npos);
  BOOST_TEST(heard.find("Content-Transfer-Encoding: quoted-printable") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
