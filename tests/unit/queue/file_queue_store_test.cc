// The file store: what is committed can be had again, a failing disk leaves a whole message or none,
// and no two workers have one message at the same time.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "queue/file_queue_store.hh"
#include "tests/unit/queue/faulty_environment.hh"

using namespace sendwright;
using namespace sendwright::queue;
namespace fs = std::filesystem;

namespace {

// A queue directory of its own, removed at the end.
struct Directory {
  Directory() {
    std::string pattern = fs::temp_directory_path() / "sendwright-queue-XXXXXX";
    path = ::mkdtemp(pattern.data());
  }
  ~Directory() { fs::remove_all(path); }
  size_t files() const {
    size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path)) count += entry.is_regular_file();
    return count;
  }
  fs::path path;
};

Envelope sample_envelope() {
  Envelope envelope;
  envelope.sender = "user1@smile.com";
  envelope.recipients.resize(1);
  envelope.recipients[0].address = "user2@skills.com";
  envelope.headers.append("Subject", " hello");
  return envelope;
}

base::Result<std::string> put(QueueStore& store, std::string_view body = "text\n",
                              std::string reason = {}) {
  auto incoming = store.begin();
  if (!incoming) return std::unexpected(incoming.error());
  if (auto written = (*incoming)->write_body(body); !written) return std::unexpected(written.error());
  Envelope envelope = sample_envelope();
  envelope.quarantine_reason = std::move(reason);
  if (auto done = (*incoming)->commit(envelope); !done) return std::unexpected(done.error());
  return envelope.queue_id;
}

std::string body_of(QueuedMessage& message) {
  auto fd = message.open_body();
  BOOST_REQUIRE(fd);
  return base::system_environment().read_all(fd->get(), 1 << 20).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_queue_store)

BOOST_AUTO_TEST_CASE(gives_back_what_was_committed) {
  Directory directory;
  FileQueueStore store({directory.path});
  const std::string id = put(store, "line one\nline two\n").value();
  BOOST_TEST(store.ids().value() == std::vector<std::string>{id}, boost::test_tools::per_element());
  auto message = store.lock(id);
  BOOST_REQUIRE(message);
  BOOST_TEST((*message)->envelope().sender == "user1@smile.com");
  BOOST_TEST((*message)->envelope().queue_id == id);
  BOOST_TEST((*message)->envelope().body_size_octets == 18);
  BOOST_TEST(body_of(**message) == "line one\nline two\n");
  const auto mode = fs::status(directory.path / ("qf" + id)).permissions();
  BOOST_TEST((mode == (fs::perms::owner_read | fs::perms::owner_write)));
}

BOOST_AUTO_TEST_CASE(uncommitted_message_leaves_nothing) {
  Directory directory;
  FileQueueStore store({directory.path});
  {
    auto incoming = store.begin();
    BOOST_REQUIRE(incoming);
    BOOST_REQUIRE((*incoming)->write_body(std::string(200000, 'x')));
    BOOST_TEST(directory.files() == 1U);
  }
  BOOST_TEST(directory.files() == 0U);
}

BOOST_AUTO_TEST_CASE(saves_and_removes) {
  Directory directory;
  FileQueueStore store({directory.path});
  const std::string id = put(store).value();
  {
    auto message = store.lock(id).value();
    message->envelope().attempts = 3;
    message->envelope().status_text = "Deferred";
    BOOST_REQUIRE(message->save());
    BOOST_TEST((store.lock(id).error() == LockFailure::kLockedElsewhere));
  }
  auto message = store.lock(id).value();
  BOOST_TEST(message->envelope().attempts == 3);
  BOOST_REQUIRE(message->remove());
  BOOST_TEST(directory.files() == 0U);
  message.reset();
  BOOST_TEST((store.lock(id).error() == LockFailure::kGone));
}

BOOST_AUTO_TEST_CASE(uses_subdirectories) {
  Directory directory;
  fs::create_directory(directory.path / "qf");
  fs::create_directory(directory.path / "df");
  FileQueueStore store({directory.path});
  const std::string id = put(store).value();
  BOOST_TEST(fs::exists(directory.path / "qf" / ("qf" + id)));
  BOOST_TEST(fs::exists(directory.path / "df" / ("df" + id)));
  BOOST_TEST(store.lock(id).has_value());
}

BOOST_AUTO_TEST_CASE(quarantined_messages_are_kept_apart) {
  Directory directory;
  FileQueueStore store({directory.path});
  const std::string id = put(store, "text\n", "virus").value();
  BOOST_TEST(store.ids().value().empty());
  BOOST_TEST(fs::exists(directory.path / ("hf" + id)));
  BOOST_TEST((store.list().value().at(0).state == EntryState::kQuarantined));
  auto message = store.lock(id).value();
  message->envelope().quarantine_reason.clear();
  BOOST_REQUIRE(message->save());
  BOOST_TEST(!fs::exists(directory.path / ("hf" + id)));
  BOOST_TEST(store.ids().value().size() == 1U);
}

BOOST_AUTO_TEST_CASE(lists_with_state) {
  Directory directory;
  FileQueueStore store({directory.path});
  const std::string waiting = put(store).value();
  const std::string locked = put(store).value();
  const auto message = store.lock(locked).value();
  const auto entries = store.list().value();
  BOOST_TEST(entries.size() == 2U);
  for (const QueueEntry& entry : entries) {
    const auto expected = entry.queue_id == locked ? EntryState::kLocked : EntryState::kWaiting;
    BOOST_TEST((entry.state == expected));
    BOOST_TEST(entry.envelope.body_size_octets == 5);
  }
}

BOOST_AUTO_TEST_CASE(damaged_files_are_set_aside_and_short_ones_left) {
  Directory directory;
  FileQueueStore store({directory.path});
  const std::string bogus = put(store).value();
  std::ofstream(directory.path / ("qf" + bogus)) << "V8\nWhat?\n.\n";
  const std::string cut = put(store).value();
  std::ofstream(directory.path / ("qf" + cut)) << "V8\nT1\n";
  const std::string writable = put(store).value();
  fs::permissions(directory.path / ("qf" + writable), fs::perms::others_write, fs::perm_options::add);
  const std::string without_body = put(store).value();
  fs::remove(directory.path / ("df" + without_body));
  std::ofstream(directory.path / "qf.tmp") << "strange";
  for (const std::string& id : {bogus, cut, writable, without_body}) {
    BOOST_TEST((store.lock(id).error() == LockFailure::kUnreadable));
  }
  BOOST_TEST(fs::exists(directory.path / ("Qf" + bogus)));
  BOOST_TEST(fs::exists(directory.path / ("qf" + cut)));
  BOOST_TEST(fs::exists(directory.path / ("Qf" + writable)));
  BOOST_TEST(fs::exists(directory.path / ("qf" + without_body)));
}

BOOST_AUTO_TEST_CASE(ids_from_outside_are_no_paths) {
  Directory directory;
  FileQueueStore store({directory.path});
  BOOST_TEST((store.lock("../../etc/passwd").error() == LockFailure::kGone));
  BOOST_TEST((store.lock("").error() == LockFailure::kGone));
}

// Each call that changes the disk fails in turn, once alone and once with all that follow.
BOOST_AUTO_TEST_CASE(failing_disk_leaves_a_whole_message_or_none) {
  for (const bool has_subdirectories : {false, true}) {
    for (const bool fails_ever_after : {false, true}) {
      int call = 0;
      for (bool has_failed = true; has_failed; ++call) {
        Directory directory;
        if (has_subdirectories) fs::create_directory(directory.path / "df");
        test::FaultyEnvironment environment(call, fails_ever_after);
        FileQueueStore store({directory.path}, environment);
        const auto id = put(store, std::string(100000, 'x'));
        has_failed = !id.has_value();
        if (has_failed) BOOST_TEST(id.error().is_temporary());
        BOOST_TEST(directory.files() == (has_failed ? 0U : 2U));
      }
      BOOST_TEST(call >= 7);  // create df, write, sync, create tf, write, sync, rename, sync directory
    }
  }
}

BOOST_AUTO_TEST_CASE(failing_save_keeps_the_old_envelope) {
  for (int call = 0;; ++call) {
    Directory directory;
    FileQueueStore sound({directory.path});
    const std::string id = put(sound).value();
    test::FaultyEnvironment environment(call);
    bool is_saved = false;
    {
      FileQueueStore store({directory.path}, environment);
      auto message = store.lock(id).value();
      message->envelope().attempts = 7;
      is_saved = message->save().has_value();
    }
    const int attempts = sound.lock(id).value()->envelope().attempts;
    BOOST_TEST((attempts == 0 || attempts == 7));
    if (is_saved) {
      BOOST_TEST(attempts == 7);
      break;
    }
  }
}

BOOST_AUTO_TEST_CASE(threads_make_different_ids_and_share_syncs) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  Directory directory;
  test::FaultyEnvironment environment(-1);
  FileQueueStore store({directory.path}, environment);
  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) failures += put(store).has_value() ? 0 : 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(failures == 0);
  BOOST_TEST(store.ids().value().size() == size_t{kThreads * kEach});
  BOOST_TEST(environment.calls() <= kThreads * kEach * 8);
}

// Two processes take what they can get; each message is worked on once.
BOOST_AUTO_TEST_CASE(two_processes_never_share_a_message) {
  constexpr int kMessages = 100;
  Directory directory;
  Directory marks;
  FileQueueStore store({directory.path});
  for (int n = 0; n < kMessages; ++n) BOOST_REQUIRE(put(store));
  const auto work = [&] {
    FileQueueStore own({directory.path});
    bool is_alone = true;
    const auto ids = own.ids().value();
    for (const std::string& id : ids) {
      auto message = own.lock(id);
      if (!message) continue;
      const std::string mark = marks.path / id;
      is_alone &= ::open(mark.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600) >= 0;
      is_alone &= (*message)->save().has_value() && (*message)->remove().has_value();
    }
    return is_alone;
  };
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) ::_exit(work() ? 0 : 1);
  BOOST_TEST(work());
  int status = -1;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
  BOOST_TEST(directory.files() == 0U);
  BOOST_TEST(marks.files() == size_t{kMessages});
}

BOOST_AUTO_TEST_CASE(ids_have_sendmails_shape) {
  QueueIdGenerator generator(85, 0);
  // 21 November 2026 22:07:03 UTC
  BOOST_TEST(generator.next(base::from_epoch(1795298823)) == "6ALM7300000085");
  BOOST_TEST(generator.next(base::from_epoch(1795298823)) == "6ALM7301000085");
  // The clock may step back, ids do not.
  BOOST_TEST(generator.next(base::from_epoch(1795298800)) == "6ALM7302000085");
}

BOOST_AUTO_TEST_SUITE_END()
