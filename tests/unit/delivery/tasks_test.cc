#include "delivery/tasks.hh"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "base/mailbox_lock.hh"
#include "base/sysexits.hh"
#include "tests/unit/delivery/temporary_directory.hh"

using namespace sendwright;
using namespace sendwright::delivery;
using base::ExitCode;
using tests::TemporaryDirectory;

namespace {

constexpr std::string_view kPrologue = "From a@b Sun Nov 22 00:45:12 2026\nSubject: x\n\n";

struct Scene {
  TemporaryDirectory directory;
  AgentRequest request;
  base::UniqueFd body;

  explicit Scene(AgentTask task, const std::string& body_text = "hello\nFrom you\n") {
    request.task = task;
    request.path = directory / "target";
    request.prologue = kPrologue;
    request.timeout_seconds = 20;
    const std::string path = directory.write("body", body_text);
    body.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  }
  AgentResult run(base::Environment& environment = base::system_environment()) {
    return perform(request, body.get(), environment);
  }
  [[nodiscard]] std::string target() const { return directory.read("target"); }
};

bool failed_with(const AgentResult& result, ExitCode code) {
  return result.exit_code == base::to_int(code) && !result.message.empty();
}

// Writes as much as it is told to and then has a full disk; or cannot sync.
class FailingEnvironment final : public base::Environment {
 public:
  size_t writes_left = 1000;
  bool sync_fails = false;

  base::TimePoint now() override { return real_.now(); }
  base::Result<base::UniqueFd> open(const std::string& path, int flags, mode_t mode) override {
    return real_.open(path, flags, mode);
  }
  base::Result<void> write(int fd, std::string_view octets) override {
    if (writes_left-- == 0) {
      (void)real_.write(fd, octets.substr(0, octets.size() / 2));
      return base::temporary("disk full");
    }
    return real_.write(fd, octets);
  }
  base::Result<std::string> read_all(int fd, size_t limit) override {
    return real_.read_all(fd, limit);
  }
  base::Result<void> sync(int fd) override {
    if (sync_fails) return base::temporary("input/output error");
    return real_.sync(fd);
  }
  base::Result<void> sync_directory(const std::string& path) override {
    return real_.sync_directory(path);
  }
  base::Result<void> rename(const std::string& from, const std::string& to) override {
    return real_.rename(from, to);
  }
  base::Result<void> link(const std::string& from, const std::string& to) override {
    return real_.link(from, to);
  }
  base::Result<void> remove(const std::string& path) override { return real_.remove(path); }
  base::Result<struct stat> status(const std::string& path) override { return real_.status(path); }
  base::Result<base::DirectoryListing> list(const std::string& path) override {
    return real_.list(path);
  }

 private:
  base::Environment& real_ = base::system_environment();
};

std::string message_in_mailbox() {
  return std::string(kPrologue) + "hello\n>From you\n\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mailbox)

BOOST_AUTO_TEST_CASE(a_new_mailbox_is_private_and_gets_the_message) {
  Scene scene(AgentTask::kMailbox);
  BOOST_TEST(scene.run().exit_code == 0);
  BOOST_TEST(scene.target() == message_in_mailbox());
  struct stat status {};
  BOOST_REQUIRE(::stat(scene.request.path.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777) == 0600U);
  BOOST_TEST(::access((scene.request.path + ".lock").c_str(), F_OK) != 0);
}

BOOST_AUTO_TEST_CASE(messages_are_kept_apart_by_an_empty_line) {
  for (const std::string old : {"old", "old\n", "old\n\n"}) {
    Scene scene(AgentTask::kMailbox);
    scene.directory.write("target", old);
    BOOST_TEST(scene.run().exit_code == 0);
    BOOST_TEST(scene.target() == "old\n\n" + message_in_mailbox());
  }
}

BOOST_AUTO_TEST_CASE(nothing_stays_of_a_message_that_could_not_be_written) {
  Scene scene(AgentTask::kMailbox, std::string(300000, 'x') + "\n");
  scene.directory.write("target", "old\n\n");
  FailingEnvironment full_disk;
  full_disk.writes_left = 2;
  BOOST_TEST(failed_with(scene.run(full_disk), ExitCode::kTemporaryFailure));
  BOOST_TEST(scene.target() == "old\n\n");
  FailingEnvironment broken_disk;
  broken_disk.sync_fails = true;
  BOOST_TEST(failed_with(scene.run(broken_disk), ExitCode::kTemporaryFailure));
  BOOST_TEST(scene.target() == "old\n\n");
}

BOOST_AUTO_TEST_CASE(links_and_directories_are_no_mailboxes) {
  Scene link(AgentTask::kMailbox);
  link.directory.write("other", "");
  BOOST_REQUIRE(::symlink((link.directory / "other").c_str(), link.request.path.c_str()) == 0);
  BOOST_TEST(failed_with(link.run(), ExitCode::kCannotCreate));
  Scene hard(AgentTask::kMailbox);
  hard.directory.write("other", "");
  BOOST_REQUIRE(::link((hard.directory / "other").c_str(), hard.request.path.c_str()) == 0);
  BOOST_TEST(failed_with(hard.run(), ExitCode::kCannotCreate));
  Scene folder(AgentTask::kMailbox);
  BOOST_REQUIRE(::mkdir(folder.request.path.c_str(), 0700) == 0);
  BOOST_TEST(failed_with(folder.run(), ExitCode::kCannotCreate));
}

BOOST_AUTO_TEST_CASE(deliveries_at_the_same_moment_do_not_mix) {
  Scene scene(AgentTask::kMailbox, std::string(20000, 'x') + "\n");
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) failures += scene.run().exit_code != 0;
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(failures == 0);
  const std::string one = std::string(kPrologue) + std::string(20000, 'x') + "\n\n";
  std::string all;
  for (int i = 0; i < 40; ++i) all += one;
  BOOST_TEST((scene.target() == all));
}

BOOST_AUTO_TEST_CASE(a_locked_mailbox_is_waited_for_no_longer_than_asked) {
  TemporaryDirectory directory;
  base::MailboxLockOptions options;
  options.creates = true;
  const auto held = base::MailboxLock::acquire(directory / "box", options);
  BOOST_REQUIRE(held);
  options.patience = std::chrono::milliseconds(50);
  const auto second = base::MailboxLock::acquire(directory / "box", options);
  BOOST_REQUIRE(!second);
  BOOST_CHECK(second.error().kind == base::MailboxError::Kind::kBusy);
  options.uses_dot_lock = false;  // the kernel locks alone exclude as well
  BOOST_CHECK(!base::MailboxLock::acquire(directory / "box", options));
}

BOOST_AUTO_TEST_CASE(half_a_message_of_a_killed_agent_is_cut_off) {
  Scene scene(AgentTask::kMailbox);
  scene.directory.write("target", "From a\n\nold\n\n");
  const pid_t pid = ::fork();
  if (pid == 0) {
    base::MailboxLockOptions options;
    auto lock = base::MailboxLock::acquire(scene.request.path, options);
    if (!lock) ::_exit(1);
    lock->note_append("From dead@agent Sun Nov 22\nSubject: half\n");
    ::lseek(lock->fd(), lock->size_octets(), SEEK_SET);
    (void)!::write(lock->fd(), "From dead@agent Sun Nov 22\nSubj", 31);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(pid, &status, 0) == pid);
  BOOST_REQUIRE(WIFSIGNALED(status));
  BOOST_TEST(scene.target().ends_with("Subj"));
  BOOST_TEST(scene.run().exit_code == 0);
  BOOST_TEST(scene.target() == "From a\n\nold\n\n" + message_in_mailbox());
}

BOOST_AUTO_TEST_CASE(a_dead_foreign_lock_is_broken) {
  Scene scene(AgentTask::kMailbox);
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  BOOST_REQUIRE(::waitpid(pid, nullptr, 0) == pid);
  scene.directory.write("target.lock", std::to_string(pid));
  BOOST_TEST(scene.run().exit_code == 0);
  BOOST_TEST(scene.target() == message_in_mailbox());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(maildir)

BOOST_AUTO_TEST_CASE(a_message_is_a_file_in_new) {
  Scene scene(AgentTask::kMaildir);
  scene.request.path += '/';
  BOOST_TEST(scene.run().exit_code == 0);
  BOOST_TEST(scene.run().exit_code == 0);
  const auto names = base::system_environment().list(scene.directory / "target/new");
  BOOST_REQUIRE(names);
  BOOST_TEST(names->size() == 2U);
  BOOST_TEST(scene.directory.read("target/new/" + names->front()) ==
             std::string(kPrologue) + "hello\nFrom you\n");
  BOOST_TEST(base::system_environment().list(scene.directory / "target/tmp")->empty());
}

BOOST_AUTO_TEST_CASE(nothing_stays_of_a_message_that_could_not_be_written) {
  Scene scene(AgentTask::kMaildir);
  FailingEnvironment full_disk;
  full_disk.writes_left = 1;
  BOOST_TEST(failed_with(scene.run(full_disk), ExitCode::kTemporaryFailure));
  BOOST_TEST(base::system_environment().list(scene.directory / "target/tmp")->empty());
  BOOST_TEST(base::system_environment().list(scene.directory / "target/new")->empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(file)

BOOST_AUTO_TEST_CASE(the_message_is_appended_as_the_request_says) {
  Scene scene(AgentTask::kFile);
  scene.request.escapes_from_lines = true;
  scene.directory.write("target", "old\n");
  BOOST_TEST(scene.run().exit_code == 0);
  BOOST_TEST(scene.target() == "old\n" + std::string(kPrologue) + "hello\n>From you\n");
}

BOOST_AUTO_TEST_CASE(executable_files_links_and_new_directories_are_refused) {
  Scene executable(AgentTask::kFile);
  executable.directory.write("target", "");
  BOOST_REQUIRE(::chmod(executable.request.path.c_str(), 0700) == 0);
  BOOST_TEST(failed_with(executable.run(), ExitCode::kCannotCreate));
  Scene link(AgentTask::kFile);
  link.directory.write("other", "");
  BOOST_REQUIRE(::symlink((link.directory / "other").c_str(), link.request.path.c_str()) == 0);
  BOOST_TEST(failed_with(link.run(), ExitCode::kCannotCreate));
  Scene nowhere(AgentTask::kFile);
  nowhere.request.path = nowhere.directory / "none/file";
  BOOST_TEST(failed_with(nowhere.run(), ExitCode::kCannotCreate));
}

BOOST_AUTO_TEST_CASE(dev_null_takes_everything) {
  Scene scene(AgentTask::kFile);
  scene.request.path = "/dev/null";
  BOOST_TEST(scene.run().exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(program)

BOOST_AUTO_TEST_CASE(a_program_gets_the_message_and_only_its_environment) {
  Scene scene(AgentTask::kProgram);
  scene.request.end_of_line = "\r\n";
  scene.request.environment = {"AGENT=sendmail"};
  scene.request.directories = {"/nonexistent", scene.directory.path(), "/"};
  scene.request.path = "/bin/sh";
  scene.request.arguments = {"sh", "-c", "cat > out; env; echo oops >&2; exit 67"};
  const AgentResult result = scene.run();
  BOOST_TEST(result.exit_code == 67);
  BOOST_TEST(result.output.find("AGENT=sendmail") != std::string::npos);
  BOOST_TEST(result.output.find("PATH=/usr") == std::string::npos);
  BOOST_TEST(result.output.find("oops") != std::string::npos);
  BOOST_TEST(scene.directory.read("out") == "From a@b Sun Nov 22 00:45:12 2026\r\nSubject: x\r\n\r\n"
                                            "hello\r\nFrom you\r\n");
}

BOOST_AUTO_TEST_CASE(a_program_need_not_read_its_input) {
  Scene scene(AgentTask::kProgram, std::string(1 << 20, 'x') + "\n");
  scene.request.path = "/bin/true";
  scene.request.arguments = {"true"};
  BOOST_TEST(scene.run().exit_code == 0);
}

BOOST_AUTO_TEST_CASE(output_is_bounded_and_does_not_block) {
  Scene scene(AgentTask::kProgram, std::string(1 << 20, 'x') + "\n");
  scene.request.path = "/bin/cat";
  scene.request.arguments = {"cat"};
  const AgentResult result = scene.run();
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.output.size() <= 16384U);
  BOOST_TEST(result.output.starts_with("From a@b"));
}

BOOST_AUTO_TEST_CASE(a_signal_is_told_from_an_exit_code) {
  Scene scene(AgentTask::kProgram);
  scene.request.path = "/bin/sh";
  scene.request.arguments = {"sh", "-c", "kill -9 $$"};
  BOOST_TEST(scene.run().exit_code == kKilledBySignal + SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_program_that_cannot_be_started_is_a_system_error) {
  Scene scene(AgentTask::kProgram);
  scene.request.path = "/nonexistent/program";
  scene.request.arguments = {"program"};
  BOOST_TEST(failed_with(scene.run(), ExitCode::kSystemError));
}

BOOST_AUTO_TEST_CASE(a_program_that_hangs_is_ended_with_its_children) {
  Scene scene(AgentTask::kProgram);
  scene.request.timeout_seconds = 1;
  scene.request.path = "/bin/sh";
  scene.request.arguments = {"sh", "-c", "sleep 100 & echo $!; wait"};
  const AgentResult result = scene.run();
  BOOST_TEST(failed_with(result, ExitCode::kTemporaryFailure));
  const pid_t child = std::atoi(result.output.c_str());
  BOOST_REQUIRE(child > 1);
  for (int i = 0; i < 100 && ::kill(child, 0) == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    if (text.find(") Z") != std::string::npos) return;
  }
  BOOST_TEST(::kill(child, 0) != 0);
}

BOOST_AUTO_TEST_CASE(lmtp_is_spoken_with_a_program) {
  Scene scene(AgentTask::kLmtpProgram, ".dot\n");
  const std::string script = scene.directory.write(
      "lmtp",
      "echo '220 h LMTP'; read l; echo '250 h'; read m; echo '250 ok'; read r; echo '250 ok'\n"
      "read r; echo '550 5.1.1 no'; read d; echo '354 go'\n"
      "while read line; do echo \"$line\" >> " + scene.directory / "got" +
          "; case $line in .?) echo '250 2.1.5 fine'; break;; esac; done; read q; echo '221 bye'\n");
  scene.request.path = "/bin/sh";
  scene.request.arguments = {"sh", script};
  scene.request.end_of_line = "\r\n";
  scene.request.lmtp_sender = "a@b";
  scene.request.lmtp_recipients = {"x", "y"};
  const AgentResult result = scene.run();
  BOOST_TEST(result.exit_code == 0);
  BOOST_REQUIRE(result.replies.size() == 2U);
  BOOST_TEST(result.replies[0] == "250 2.1.5 fine");
  BOOST_TEST(result.replies[1] == "550 5.1.1 no");
  BOOST_TEST(scene.directory.read("got").find("\n..dot\r\n.\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(user_files)

BOOST_AUTO_TEST_CASE(a_safe_file_is_read) {
  Scene scene(AgentTask::kReadFile);
  scene.directory.write("target", "user2\n");
  const AgentResult result = scene.run();
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.output == "user2\n");
  BOOST_TEST(result.owner_uid == static_cast<long>(::getuid()));
}

BOOST_AUTO_TEST_CASE(missing_and_unsafe_files_are_told_apart) {
  Scene missing(AgentTask::kReadFile);
  BOOST_TEST(failed_with(missing.run(), ExitCode::kNoInput));
  Scene writable(AgentTask::kReadFile);
  writable.directory.write("target", "x");
  BOOST_REQUIRE(::chmod(writable.request.path.c_str(), 0666) == 0);
  BOOST_TEST(failed_with(writable.run(), ExitCode::kNoPermission));
  Scene fifo(AgentTask::kReadFile);
  BOOST_REQUIRE(::mkfifo(fifo.request.path.c_str(), 0600) == 0);
  BOOST_TEST(failed_with(fifo.run(), ExitCode::kNoPermission));
  Scene folder(AgentTask::kReadFile);
  folder.directory.write("target", "x");
  BOOST_REQUIRE(::chmod(folder.directory.path().c_str(), 0777) == 0);
  BOOST_TEST(failed_with(folder.run(), ExitCode::kNoPermission));
}

BOOST_AUTO_TEST_SUITE_END()
