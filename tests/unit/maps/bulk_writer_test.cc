// Files written in bulk beside files that libgdbm wrote: the same content for libgdbm and for our
// reader, and libgdbm goes on changing them; and what a kill or a full disk leaves behind.
#include "maps/bulk_writer.hh"

#include <gdbm.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>

#include "maps/database_file.hh"
#include "maps/database_writer.hh"
#include "maps/gdbm_reader.hh"
#include "temporary_directory.hh"

using namespace sendwright;
using maps::BulkWriter;
using maps::DatabaseWriter;
using maps::Duplicate;
using tests::TemporaryDirectory;

namespace {

using Content = std::map<std::string, std::string>;
using Random = std::mt19937;

struct Closer {
  void operator()(GDBM_FILE file) const { gdbm_close(file); }
};
using Library = std::unique_ptr<std::remove_pointer_t<GDBM_FILE>, Closer>;

Library open_library(const std::string& path, int flags, int block_size = 0) {
  return Library(gdbm_open(path.c_str(), block_size, flags | GDBM_NOLOCK, 0600, nullptr));
}

datum to_datum(const std::string& text) {
  return {const_cast<char*>(text.data()), static_cast<int>(text.size())};
}

std::string random_octets(Random& random, std::size_t size) {
  std::string octets(size, '\0');
  for (char& octet : octets) octet = static_cast<char>(random());
  return octets;
}

// Mostly short, now and then none at all or 64 KB.
std::size_t random_size(Random& random) {
  switch (random() % 256) {
    case 0: return 0;
    case 1: return 65536;
    case 2: case 3: case 4: return random() % 4096;
    default: return 1 + random() % 48;
  }
}

// All entries by libgdbm's own walk; its count must be the same.
Content walk(const std::string& path) {
  const Library library = open_library(path, GDBM_READER);
  BOOST_REQUIRE_MESSAGE(library, gdbm_strerror(gdbm_errno));
  BOOST_TEST(gdbm_needs_recovery(library.get()) == 0);
  Content content;
  BOOST_REQUIRE(maps::for_each_entry(path, [&](std::string_view key, std::string_view value) {
    BOOST_REQUIRE(content.emplace(key, value).second);
    return true;
  }));
  gdbm_count_t count = 0;
  BOOST_REQUIRE(gdbm_count(library.get(), &count) == 0);
  BOOST_TEST(count == content.size());
  return content;
}

// The file has this content and no more, whoever looks.
void check(const std::string& path, const Content& content) {
  BOOST_TEST((walk(path) == content));
  std::ifstream stream(path, std::ios::binary);
  const std::string octets{std::istreambuf_iterator<char>(stream), {}};
  const auto reader = maps::GdbmReader::open(octets);
  BOOST_REQUIRE(reader);
  const Library library = open_library(path, GDBM_READER);
  std::size_t wrong = 0;
  for (const auto& [key, value] : content) {
    const auto answer = reader->find(key);
    wrong += answer.kind != maps::GdbmAnswer::Kind::kFound || answer.value != value;
    wrong += gdbm_exists(library.get(), to_datum(key)) == 0;
    wrong += !content.contains(key + "?") && reader->find(key + "?").kind !=
                                                maps::GdbmAnswer::Kind::kNotFound;
  }
  BOOST_TEST(wrong == 0U);
}

// libgdbm stores, replaces and deletes in the file.
void change_by_library(const std::string& path, Content& content, Random& random) {
  const Library library = open_library(path, GDBM_WRITER);
  BOOST_REQUIRE_MESSAGE(library, gdbm_strerror(gdbm_errno));
  std::size_t failed = 0;
  int number = 0;
  for (auto entry = content.begin(); entry != content.end(); ++number) {
    if (number % 3 == 0) {
      failed += gdbm_delete(library.get(), to_datum(entry->first)) != 0;
      entry = content.erase(entry);
      continue;
    }
    if (number % 3 == 1) {
      entry->second = random_octets(random, random_size(random));
      failed += gdbm_store(library.get(), to_datum(entry->first), to_datum(entry->second),
                           GDBM_REPLACE) != 0;
    }
    ++entry;
  }
  for (std::size_t i = 2 * content.size() + 300; i > 0; --i) {
    const std::string key = "new" + std::to_string(i), value = random_octets(random, i % 100);
    failed += gdbm_store(library.get(), to_datum(key), to_datum(value), GDBM_REPLACE) != 0;
    content[key] = value;
  }
  BOOST_TEST(failed == 0U);
  BOOST_TEST(gdbm_sync(library.get()) == 0);
}

// Runs `work` in a process of its own and returns how that ended, as waitpid says.
template <typename Work>
int in_child(const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

std::size_t files_in(const std::string& directory) {
  const std::filesystem::directory_iterator first(directory);
  return static_cast<std::size_t>(std::distance(begin(first), end(first)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bulk_writer)

BOOST_AUTO_TEST_CASE(same_content_as_the_library) {
  const TemporaryDirectory files;
  const std::string path = files.path("bulk.db"), other = files.path("library.db");
  Random random(7);
  for (const std::size_t size : {0, 1, 2, 14, 15, 16, 17, 100, 333, 1000, 4000, 20000}) {
    BOOST_TEST_CONTEXT(size) {
      Content content;
      // Short runs, so that several are merged.
      auto bulk = BulkWriter::open(path, 1 + size / 5);
      BOOST_REQUIRE(bulk);
      const int block_size = 512 << (size % 5);
      Library library = open_library(other, GDBM_NEWDB, block_size);
      for (std::size_t i = 0; i < size; ++i) {
        const std::string key = random_octets(random, random_size(random) % 5000);
        const std::string value = random_octets(random, random_size(random));
        BOOST_REQUIRE(bulk->store(key, value, Duplicate::kKeep).value() ==
                      content.emplace(key, value).second);
        BOOST_REQUIRE(gdbm_store(library.get(), to_datum(key), to_datum(value), GDBM_INSERT) >= 0);
      }
      BOOST_REQUIRE(bulk->finish());
      library.reset();
      check(path, content);
      BOOST_TEST((walk(other) == content));
      change_by_library(path, content, random);
      check(path, content);
    }
  }
}

BOOST_AUTO_TEST_CASE(keys_that_come_again) {
  const TemporaryDirectory files;
  const std::string path = files.path("bulk.db");
  for (const auto duplicate : {Duplicate::kKeep, Duplicate::kReplace}) {
    Content content;
    Random random(11);
    auto bulk = BulkWriter::open(path, 100);
    BOOST_REQUIRE(bulk);
    for (int i = 0; i < 20000; ++i) {
      const std::string key = std::to_string(random() % 500), value = std::to_string(i);
      const bool is_new = !content.contains(key);
      BOOST_REQUIRE(bulk->store(key, value, duplicate).value() ==
                    (is_new || duplicate == Duplicate::kReplace));
      if (is_new || duplicate == Duplicate::kReplace) content[key] = value;
      // The one's key and value run together as the other's do.
      if (i < 500) BOOST_REQUIRE(bulk->store("k" + value, "x", duplicate).value());
      if (i < 500) content["k" + value] = "x";
    }
    BOOST_REQUIRE(bulk->finish());
    check(path, content);
  }
}

// GDBM adds each octet moved left by 0, 5, 10 ... bits, so one more in the second octet is as much
// as 32 more in the first: 6,561 keys with one hash, which libgdbm itself has no bucket for. With
// long values most of the file is written before that is known.
void check_keys_of_one_hash(const std::string& path, std::size_t value_size) {
  Content content;
  auto bulk = BulkWriter::open(path);
  BOOST_REQUIRE(bulk);
  for (int number = 0; number < 6561; ++number) {
    std::string key(24, '-');
    int rest = number;
    for (const std::size_t at : {0, 2, 5, 7, 10, 12, 15, 17}) {
      key[at] = static_cast<char>('a' - 32 * (rest % 3));
      key[at + 1] = static_cast<char>('a' + rest % 3);
      rest /= 3;
    }
    BOOST_REQUIRE(maps::gdbm_hash(key) == maps::gdbm_hash("aa" "aa-" "aa" "aa-" "aa" "aa-" "aa" "aa-----"));
    content[key] = std::to_string(number) + std::string(value_size, 'v');
    BOOST_REQUIRE(bulk->store(key, content[key], Duplicate::kKeep).value());
  }
  BOOST_REQUIRE(bulk->finish());
  check(path, content);
}

BOOST_AUTO_TEST_CASE(keys_of_one_hash) {
  const TemporaryDirectory files;
  check_keys_of_one_hash(files.path("short.db"), 0);
  check_keys_of_one_hash(files.path("long.db"), 400);
}

BOOST_AUTO_TEST_CASE(plans_cover_all_hashes) {
  for (const std::uint32_t count : {0U, 1U, 14U, 15U, 1000U, 300'000U}) {
    maps::HashCounts counts;
    std::vector<std::uint32_t> hashes(count);
    Random random(3);
    for (auto& hash : hashes) counts.add(hash = static_cast<std::uint32_t>(random()) >> 1);
    const auto plan = counts.plan(9);
    BOOST_REQUIRE(plan);
    std::uint64_t next = 0;
    for (const auto& bucket : plan->buckets) {
      BOOST_REQUIRE(bucket.first_hash == next);
      BOOST_REQUIRE(bucket.bits <= plan->directory_bits);
      next += 1ULL << (31 - bucket.bits);
      std::size_t entries = 0;
      if (plan->buckets.size() < 50)
        for (const auto hash : hashes) entries += hash >= bucket.first_hash && hash < next;
      BOOST_REQUIRE(entries < plan->bucket_elements);
    }
    BOOST_TEST(next == 1ULL << 31);
    BOOST_TEST(plan->directory_bits >= 9U);
    // On average not less than two elements in three are used.
    if (count >= 1000)
      BOOST_TEST(plan->buckets.size() * plan->bucket_elements < count * 3ULL / 2);
  }
}

// Removing a key hands the file to libgdbm; the rest comes from there.
BOOST_AUTO_TEST_CASE(library_takes_over) {
  const TemporaryDirectory files;
  const std::string path = files.path("m.db");
  auto writer = DatabaseWriter::open(path, maps::Beginning::kCopy);
  BOOST_REQUIRE(writer);
  BOOST_TEST(writer->store("a", "1", Duplicate::kKeep).value());
  BOOST_TEST(writer->store("b", "2", Duplicate::kKeep).value());
  BOOST_TEST(writer->remove("a").value());
  BOOST_TEST(!writer->remove("a").value());
  BOOST_TEST(writer->store("c", "3", Duplicate::kKeep).value());
  BOOST_TEST(!writer->store("b", "4", Duplicate::kKeep).value());
  BOOST_REQUIRE(writer->finish());
  check(path, {{"b", "2"}, {"c", "3"}});
  BOOST_TEST(files_in(files.path("")) == 1U);
}

BOOST_AUTO_TEST_CASE(killed_in_the_middle) {
  const TemporaryDirectory files;
  const std::string path = files.path("m.db");
  const auto write = [&](int entries, const std::string& value, bool is_killed) {
    auto writer = DatabaseWriter::open(path, maps::Beginning::kEmpty);
    for (int i = 0; i < entries; ++i)
      if (!writer->store(std::to_string(i), value, Duplicate::kKeep)) return 1;
    if (is_killed) ::raise(SIGKILL);
    return writer->finish() ? 0 : 1;
  };
  BOOST_REQUIRE(write(3, "old", false) == 0);
  BOOST_TEST(WTERMSIG(in_child([&] { return write(100'000, "a longer value", true); })) == SIGKILL);
  check(path, {{"0", "old"}, {"1", "old"}, {"2", "old"}});
  BOOST_REQUIRE(write(1, "new", false) == 0);  // nobody holds a lock
  check(path, {{"0", "new"}});
}

// A file system of 1 MB, in a mount namespace of its own: the error is said, the old map stays, and
// nothing is left beside it.
BOOST_AUTO_TEST_CASE(full_disk) {
  enum { kGood = 0, kNotPermitted = 10, kNoOldMap, kNoError, kOldMapLost, kLeftBehind };
  const TemporaryDirectory files;
  const std::string path = files.path("m.db");
  const int status = in_child([&]() -> int {
    if (::unshare(CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER)) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("none", files.path("").c_str(), "tmpfs", 0, "size=1m") != 0)
      return kNotPermitted;
    const auto write = [&](int entries, const std::string& value) {
      auto writer = DatabaseWriter::open(path, maps::Beginning::kEmpty);
      if (!writer) return writer.error().message;
      for (int i = 0; i < entries; ++i)
        if (const auto stored = writer->store(std::to_string(i), value, Duplicate::kKeep); !stored)
          return stored.error().message;
      const auto finished = writer->finish();
      return finished ? std::string() : finished.error().message;
    };
    if (!write(1, "old").empty()) return kNoOldMap;
    // Too much for the entries, for the buckets behind them, and for a second file as large.
    for (const auto& [entries, size] : {std::pair(100, 20'000), {20'000, 30}, {1, 1'100'000}})
      if (write(entries, std::string(static_cast<std::size_t>(size), 'x')) !=
          "cannot write " + path + ": No space left on device")
        return kNoError;
    if (maps::DatabaseFile(path).find("0").value_or("") != "old") return kOldMapLost;
    return files_in(files.path("")) == 1 ? kGood : kLeftBehind;
  });
  BOOST_REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNotPermitted) {
    BOOST_TEST_MESSAGE("skipped: no namespaces here");
    return;
  }
  BOOST_TEST(WEXITSTATUS(status) == kGood);
}

BOOST_AUTO_TEST_SUITE_END()
