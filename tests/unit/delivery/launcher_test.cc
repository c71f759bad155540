#include "delivery/launcher.hh"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "base/sysexits.hh"
#include "delivery/agent_codec.hh"
#include "tests/unit/delivery/temporary_directory.hh"

using namespace sendwright;
using namespace sendwright::delivery;
using tests::TemporaryDirectory;

namespace {

constexpr long kNobody = 65534;

// A request that forks: as nobody if the tests run as root.
AgentRequest request_for(AgentTask task, const std::string& path) {
  AgentRequest request;
  request.task = task;
  request.path = path;
  request.prologue = "From a@b now\nSubject: x\n\n";
  request.timeout_seconds = 20;
  if (::geteuid() == 0) request.uid = request.gid = kNobody;
  return request;
}

// The master's side of a channel in a process of its own.
class MasterProcess {
 public:
  MasterProcess() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) std::abort();
    here_.reset(ends[0]);
    pid_ = ::fork();
    if (pid_ == 0) {
      here_.reset();
      serve(ends[1]);
    }
    ::close(ends[1]);
  }
  ~MasterProcess() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  base::UniqueFd take_channel() { return std::move(here_); }

 private:
  [[noreturn]] static void serve(int channel) {
    ::signal(SIGTERM, SIG_DFL);
    AgentServer server(channel);
    while (true) {
      auto packet = base::receive_packet(channel);
      if (!packet || packet->octets.empty()) ::_exit(0);
      server.serve_agent_request(std::move(*packet));
      int status = 0;
      pid_t ended = 0;
      // The one agent that is allowed at a time here may be killed by its own alarm.
      while (server.running_agents() > 16 && (ended = ::waitpid(-1, &status, 0)) > 0) {
        server.reap(ended, status);
      }
      while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0) server.reap(ended, status);
    }
  }

  base::UniqueFd here_;
  pid_t pid_ = -1;
};

void make_accessible(const TemporaryDirectory& directory) {
  if (::geteuid() == 0) BOOST_REQUIRE(::chown(directory.path().c_str(), kNobody, kNobody) == 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(launcher)

BOOST_AUTO_TEST_CASE(a_forked_agent_delivers_as_the_user) {
  TemporaryDirectory directory;
  make_accessible(directory);
  directory.write("body", "text\n");
  const base::UniqueFd body(::open((directory / "body").c_str(), O_RDONLY | O_CLOEXEC));
  ForkingLauncher launcher;
  base::BlockingWaiter waiter;
  const auto request = request_for(AgentTask::kMailbox, directory / "box");
  const auto result = launcher.launch(request, body.get(), waiter);
  BOOST_REQUIRE(result);
  BOOST_TEST(result->message == "");
  BOOST_TEST(result->exit_code == 0);
  BOOST_TEST(directory.read("box") == "From a@b now\nSubject: x\n\ntext\n\n");
  struct stat status {};
  BOOST_REQUIRE(::stat((directory / "box").c_str(), &status) == 0);
  if (::geteuid() == 0) BOOST_TEST(status.st_uid == static_cast<uid_t>(kNobody));
}

BOOST_AUTO_TEST_CASE(another_users_mailbox_is_refused) {
  if (::geteuid() != 0) return;
  TemporaryDirectory directory;
  make_accessible(directory);
  directory.write("box", "");  // belongs to root
  BOOST_REQUIRE(::chmod((directory / "box").c_str(), 0666) == 0);
  ForkingLauncher launcher;
  base::BlockingWaiter waiter;
  const auto result =
      launcher.launch(request_for(AgentTask::kMailbox, directory / "box"), -1, waiter);
  BOOST_REQUIRE(result);
  BOOST_TEST(result->exit_code == base::to_int(base::ExitCode::kCannotCreate));
}

BOOST_AUTO_TEST_CASE(a_program_has_the_users_rights_only) {
  if (::geteuid() != 0) return;
  ForkingLauncher launcher;
  base::BlockingWaiter waiter;
  auto request = request_for(AgentTask::kProgram, "/bin/sh");
  request.arguments = {"sh", "-c", "id -u; id -G; umask"};
  const auto result = launcher.launch(request, -1, waiter);
  BOOST_REQUIRE(result);
  BOOST_TEST(result->output == "65534\n65534\n0077\n");
}

BOOST_AUTO_TEST_CASE(many_requests_share_one_channel) {
  MasterProcess master;
  TemporaryDirectory directory;
  make_accessible(directory);
  directory.write("body", "text\n");
  const base::UniqueFd body(::open((directory / "body").c_str(), O_RDONLY | O_CLOEXEC));
  base::EventLoop loop(2);
  ChannelLauncher launcher(loop, master.take_channel());
  int done = 0;
  constexpr int kCount = 50;
  for (int i = 0; i < kCount; ++i) {
    base::spawn_session(loop, [&](base::CoroutineWaiter& waiter) {
      const auto request = request_for(AgentTask::kMailbox, directory / "box");
      const auto result = launcher.launch(request, body.get(), waiter);
      BOOST_TEST((result && result->exit_code == 0));
      if (++done == kCount) loop.context.stop();
    });
  }
  loop.context.run();
  std::string all;
  for (int i = 0; i < kCount; ++i) all += "From a@b now\nSubject: x\n\ntext\n\n";
  BOOST_TEST(directory.read("box") == all);
}

BOOST_AUTO_TEST_CASE(long_headers_and_long_files_pass_the_channel) {
  MasterProcess master;
  TemporaryDirectory directory;
  make_accessible(directory);
  directory.write("body", "From text\n");
  const base::UniqueFd body(::open((directory / "body").c_str(), O_RDONLY | O_CLOEXEC));
  directory.write("list", std::string(500000, 'l'));
  base::EventLoop loop(1);
  ChannelLauncher launcher(loop, master.take_channel());
  const std::string header = "X-Long: " + std::string(300000, 'h') + "\n\n";
  base::spawn_session(loop, [&](base::CoroutineWaiter& waiter) {
    auto request = request_for(AgentTask::kMailbox, directory / "box");
    request.prologue = "From a@b now\n" + header;
    const auto delivered = launcher.launch(request, body.get(), waiter);
    BOOST_TEST((delivered && delivered->exit_code == 0));
    AgentUserFileReader reader(launcher, config::Options());
    const bool is_root = ::geteuid() == 0;
    const auto file = reader.read(directory / "list", routing::UserFileKind::kInclude, "", is_root ? kNobody : -1,
                                  is_root ? kNobody : -1, waiter);
    BOOST_TEST(file.message == "");
    BOOST_TEST(file.content.size() == 500000U);
    loop.context.stop();
  });
  loop.context.run();
  BOOST_TEST((directory.read("box") == "From a@b now\n" + header + ">From text\n\n"));
}

BOOST_AUTO_TEST_CASE(a_master_that_is_gone_is_a_temporary_error) {
  base::EventLoop loop(1);
  int ends[2];
  BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
  base::UniqueFd other(ends[1]);
  ChannelLauncher launcher(loop, base::UniqueFd(ends[0]));
  bool ran = false;
  base::spawn_session(loop, [&](base::CoroutineWaiter& waiter) {
    auto request = request_for(AgentTask::kMailbox, "/nowhere/box");
    request.uid = request.gid = 12345;
    other.reset();
    const auto result = launcher.launch(request, -1, waiter);
    BOOST_TEST((!result && result.error().is_temporary()));
    ran = true;
  });
  loop.context.run();
  BOOST_TEST(ran);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(agent_codec)

BOOST_AUTO_TEST_CASE(a_request_comes_back_as_it_was) {
  AgentRequest request = request_for(AgentTask::kProgram, "/bin/sh");
  request.login = "user1";
  request.arguments = {"sh", "-c", "x y"};
  request.environment = {"A=1"};
  request.directories = {"/a", "/"};
  request.root_directory = "/jail";
  request.nice = 5;
  request.end_of_line = "\r\n";
  request.line_limit_octets = 990;
  request.escapes_from_lines = request.is_7bit = true;
  request.lmtp_recipients = {"x"};
  request.read_safety.for_addresses.accepts_links = true;
  request.read_safety.for_programs.trusted_owner = 8;
  request.accepts_any_owner = true;
  const auto decoded = decode_request(encode_request(42, request));
  BOOST_REQUIRE(decoded);
  BOOST_TEST(decoded->id == 42);
  BOOST_TEST(encode_request(42, decoded->request) == encode_request(42, request));
  BOOST_TEST(decoded->request.arguments == request.arguments);
  BOOST_TEST(decoded->request.is_7bit);
  BOOST_TEST((decoded->request.read_safety.for_addresses == request.read_safety.for_addresses));
  BOOST_TEST((decoded->request.read_safety.for_programs == request.read_safety.for_programs));
}

BOOST_AUTO_TEST_CASE(a_result_comes_back_as_it_was) {
  AgentResult result;
  result.exit_code = 75;
  result.message = "later";
  result.replies = {"250 ok", "550 no"};
  const auto decoded = decode_result(encode_result(7, result));
  BOOST_REQUIRE(decoded);
  BOOST_TEST(decoded->result.replies == result.replies);
  BOOST_TEST(decoded->result.exit_code == 75);
}

BOOST_AUTO_TEST_CASE(broken_requests_are_refused) {
  const std::string packet = encode_request(1, request_for(AgentTask::kMailbox, "/var/mail/x"));
  BOOST_CHECK(decode_request(packet));
  for (size_t size = 0; size < packet.size(); ++size) {
    BOOST_CHECK(!decode_request(std::string_view(packet).substr(0, size)));
  }
  BOOST_CHECK(!decode_request(packet + "x"));
  BOOST_CHECK(!decode_request(encode_request(1, request_for(AgentTask::kMailbox, "relative"))));
  auto program = request_for(AgentTask::kProgram, "/bin/sh");
  BOOST_CHECK(!decode_request(encode_request(1, program)));
  program.arguments = {std::string("a\0b", 3)};
  BOOST_CHECK(!decode_request(encode_request(1, program)));
}

BOOST_AUTO_TEST_SUITE_END()
