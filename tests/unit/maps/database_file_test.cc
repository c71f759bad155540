// Map files in use: replaced, cut short, damaged, and read by many threads meanwhile.
#include "maps/database_file.hh"

#include <gdbm.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "maps/database_writer.hh"
#include "maps/map_writer.hh"
#include "temporary_directory.hh"

using namespace sendwright;
using maps::DatabaseFile;
using maps::DatabaseWriter;
using tests::TemporaryDirectory;

namespace {

constexpr int kEntries = 5000;

std::string key_of(int number) { return "key" + std::to_string(number); }

// Every value is `text` and the key, so that an answer shows which file it came from.
void write_map(const std::string& path, const std::string& text) {
  auto writer = DatabaseWriter::open(path, maps::Beginning::kEmpty);
  BOOST_REQUIRE(writer);
  for (int i = 0; i < kEntries; ++i)
    BOOST_REQUIRE(writer->store(key_of(i), text + key_of(i), maps::Duplicate::kKeep).value());
  BOOST_REQUIRE(writer->finish());
}

// Asks until the answer is `expected`, for some seconds at most.
bool comes_to_answer(DatabaseFile& file, const std::string& key, const std::string& expected) {
  for (int i = 0; i < 200; ++i) {
    const auto value = file.find(key);
    if (value && *value == expected) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(database_file)

BOOST_AUTO_TEST_CASE(comes_goes_and_changes) {
  const TemporaryDirectory files;
  const std::string path = files.path("m.db");
  DatabaseFile file(path);
  BOOST_TEST(!file.exists());
  BOOST_TEST(file.find("key1").error().message ==
             "missing map file " + path + ": No such file or directory");
  write_map(path, "one ");
  BOOST_TEST(comes_to_answer(file, "key1", "one key1"));
  BOOST_TEST(file.exists());
  BOOST_TEST(!file.find("none").value().has_value());
  write_map(path, "two ");
  BOOST_TEST(comes_to_answer(file, "key1", "two key1"));
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  DatabaseFile folder(path);
  BOOST_TEST(folder.find("key1").error().message ==
             "unsafe map file " + path + ": Regular files only");
}

// What our reader does not know is libgdbm's: here a file that nobody can read.
BOOST_AUTO_TEST_CASE(other_files_go_to_the_library) {
  const TemporaryDirectory files;
  const std::string path = files.path("m.db");
  write_map(path, "x ");
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).write("\x13\x57\x9a\xcf", 4);
  DatabaseFile swapped(path);
  const std::string reason = swapped.find("key1").error().message;
  BOOST_TEST(reason == "cannot open map file " + path + ": " + gdbm_strerror(GDBM_BYTE_SWAPPED));
  files.write("empty.db", "");
  DatabaseFile empty(files.path("empty.db"));
  BOOST_TEST(empty.find("key1").error().message.starts_with("cannot open map file "));
}

// A file that somebody cuts short in place: no lookup ends the process, each one gives the right
// answer or says that the file is damaged, and a whole file is read again.
BOOST_AUTO_TEST_CASE(cut_short_while_in_use) {
  const TemporaryDirectory files;
  const std::string path = files.path("m.db");
  write_map(path, "old ");
  DatabaseFile file(path);
  BOOST_TEST(file.find("key1").value().value_or("") == "old key1");
  BOOST_REQUIRE(::truncate(path.c_str(), 4096) == 0);
  int failed = 0, wrong = 0;
  for (int i = 0; i < kEntries; ++i) {
    const auto value = file.find(key_of(i));
    if (!value) ++failed;
    else wrong += *value != "old " + key_of(i);
  }
  BOOST_TEST(failed > 0);
  BOOST_TEST(wrong == 0);
  write_map(path, "new ");
  BOOST_TEST(comes_to_answer(file, "key1", "new key1"));
}

// Threads look up while the file is replaced: every answer is that of one of the files.
BOOST_AUTO_TEST_CASE(threads_and_replacements) {
  const TemporaryDirectory files;
  const std::string path = files.path("m.db");
  write_map(path, "even ");
  DatabaseFile file(path);
  std::atomic<bool> ends{false};
  std::atomic<int> wrong{0};
  std::atomic<bool> was_even{false}, was_odd{false};
  std::vector<std::thread> threads;
  for (int id = 0; id < 6; ++id)
    threads.emplace_back([&, id] {
      for (int i = id; !ends; i = (i + 7) % kEntries) {
        const auto value = file.find(key_of(i));
        const bool is_even = value && *value == "even " + key_of(i);
        const bool is_odd = value && *value == "odd " + key_of(i);
        if (is_even) was_even = true;
        else if (is_odd) was_odd = true;
        else ++wrong;
      }
    });
  for (int i = 0; i < 6; ++i) {
    write_map(path, i % 2 == 0 ? "odd " : "even ");
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
  }
  for (int i = 0; i < 100 && !(was_even && was_odd); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ends = true;
  for (auto& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(was_even);
  BOOST_TEST(was_odd);
}

// With and without NULs at the end of keys, in files of all formats: as the file has them, and both
// ways where it has both.
BOOST_AUTO_TEST_CASE(ends_of_keys) {
  const TemporaryDirectory files;
  const auto found = [](DatabaseFile& file, maps::KeyEnd end, const std::string& key) {
    std::string wanted = key, value;
    return file.find(wanted, end, value).value();
  };
  for (const std::string suffix : {".db", ".cdb", ".lmdb"}) {
    const auto file_of = [&](const std::string& name, std::vector<std::string> keys) {
      const auto writer =
          maps::open_map_writer(files.path(name + suffix), maps::Beginning::kEmpty).value();
      for (const auto& key : keys)
        BOOST_REQUIRE(writer->store(key, "v", maps::Duplicate::kKeep).value());
      BOOST_REQUIRE(writer->finish());
      return std::make_unique<DatabaseFile>(files.path(name + suffix));
    };
    using enum maps::KeyEnd;
    const std::string nul(1, '\0');
    const auto plain = file_of("plain", {"a", "b"}), with_nul = file_of("nul", {"a" + nul, "b" + nul}),
               mixed = file_of("mixed", {"a", "b" + nul}), empty = file_of("empty", {});
    for (const auto& file : {plain.get(), with_nul.get(), mixed.get()}) {
      BOOST_TEST(found(*file, kEither, "a"));
      BOOST_TEST(found(*file, kEither, "b"));
      BOOST_TEST(!found(*file, kEither, "c"));
    }
    BOOST_TEST(!found(*empty, kEither, "a"));
    BOOST_TEST(found(*plain, kPlain, "a"));
    BOOST_TEST(!found(*plain, kNul, "a"));
    BOOST_TEST(found(*with_nul, kNul, "a"));
    BOOST_TEST(!found(*with_nul, kPlain, "a"));
    BOOST_TEST(!found(*mixed, kNul, "a"));
    // A new file may have them the other way.
    (void)file_of("plain", {"a" + nul, "x" + nul});
    BOOST_TEST(found(*std::make_unique<DatabaseFile>(files.path("plain" + suffix)), kEither, "x"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
