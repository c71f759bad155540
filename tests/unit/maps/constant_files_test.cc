// Map files of classes cdb and lmdb: written and read by us, read by their own tools, and damaged.
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "maps/cdb_reader.hh"
#include "maps/database_file.hh"
#include "maps/lmdb_reader.hh"
#include "maps/map_reader.hh"
#include "maps/map_writer.hh"
#include "temporary_directory.hh"

using namespace sendwright;
using maps::DatabaseFile;
using tests::TemporaryDirectory;

namespace {

constexpr const char* kSuffixes[] = {".cdb", ".lmdb"};
using Entries = std::map<std::string, std::string>;

void write_map(const std::string& path, const Entries& entries) {
  const auto writer = maps::open_map_writer(path, maps::Beginning::kEmpty);
  BOOST_REQUIRE(writer);
  for (const auto& [key, value] : entries)
    BOOST_REQUIRE((*writer)->store(key, value, maps::Duplicate::kKeep).value());
  BOOST_REQUIRE((*writer)->finish());
}

// Entries of all lengths that a page or a table treats in another way.
Entries some_entries(int count) {
  Entries entries;
  for (int i = 0; i < count; ++i) {
    std::string key = "key" + std::to_string(i);
    if (i % 50 == 7) key.append(static_cast<std::size_t>(i) % 500, 'k');
    std::string value = "value of " + std::to_string(i);
    if (i % 97 == 5) value.append(static_cast<std::size_t>(i) * 3 % 9000, 'v');
    if (i % 997 == 3) value.append(65536, 'w');
    if (i % 31 == 0) value.clear();
    entries[key.substr(0, 511)] = value;
  }
  return entries;
}

std::string content_of(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

// What a program prints; nullopt: it is not installed.
std::optional<std::string> output_of(const std::string& program, const std::string& arguments) {
  if (std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) != 0) return std::nullopt;
  FILE* const pipe = ::popen((program + ' ' + arguments).c_str(), "r");
  std::string output;
  char buffer[4096];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    output.append(buffer, count);
  BOOST_TEST(::pclose(pipe) == 0, program << ' ' << arguments);
  return output;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(constant_files)

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  const TemporaryDirectory files;
  for (const char* const suffix : kSuffixes)
    for (const int count : {0, 1, 2, 3, 100, 5000, 40000}) {
      const std::string path = files.path("m" + std::to_string(count) + suffix);
      const Entries entries = some_entries(count);
      write_map(path, entries);
      DatabaseFile file(path);
      for (const auto& [key, value] : entries)
        BOOST_REQUIRE_MESSAGE(file.find(key).value() == value, path << ": " << key);
      for (const char* const key : {"", "a", "key", "key00", "zzz", "key1 "})
        BOOST_TEST(!file.find(key).value().has_value());
      Entries seen;
      BOOST_REQUIRE(maps::for_each_entry(path, [&](std::string_view key, std::string_view value) {
        return seen.emplace(key, value).second;
      }));
      BOOST_TEST((seen == entries));
    }
}

BOOST_AUTO_TEST_CASE(duplicates_and_appending) {
  const TemporaryDirectory files;
  for (const char* const suffix : kSuffixes) {
    const std::string path = files.path(std::string("m") + suffix);
    write_map(path, {{"a", "1"}, {"b", "2"}});
    const auto writer = maps::open_map_writer(path, maps::Beginning::kCopy).value();
    BOOST_TEST(!writer->store("a", "x", maps::Duplicate::kKeep).value());
    BOOST_TEST(writer->store("b", "y", maps::Duplicate::kReplace).value());
    BOOST_TEST(writer->store("c", "z", maps::Duplicate::kKeep).value());
    BOOST_TEST(!writer->store("", "z", maps::Duplicate::kKeep));
    BOOST_TEST(!writer->store(std::string(70000, 'k'), "z", maps::Duplicate::kKeep));
    BOOST_TEST(DatabaseFile(path).find("b").value().value_or("") == "2");  // not finished yet
    BOOST_REQUIRE(writer->finish());
    DatabaseFile file(path);
    BOOST_TEST(file.find("a").value().value_or("") == "1");
    BOOST_TEST(file.find("b").value().value_or("") == "y");
    BOOST_TEST(file.find("c").value().value_or("") == "z");
  }
}

// Files of ours in the hands of the formats' own tools.
BOOST_AUTO_TEST_CASE(their_own_tools_read_them) {
  const TemporaryDirectory files;
  const Entries entries = some_entries(3000);
  write_map(files.path("m.cdb"), entries);
  write_map(files.path("m.lmdb"), entries);
  const std::string key = "key103";
  if (const auto value = output_of("cdb", "-q " + files.path("m.cdb") + ' ' + key))
    BOOST_TEST(*value == entries.at(key));
  if (const auto dump = output_of("cdb", "-d " + files.path("m.cdb"))) {
    BOOST_TEST(dump->find("+6," + std::to_string(entries.at(key).size()) + ":key103->") !=
               std::string::npos);
    BOOST_TEST(std::count(dump->begin(), dump->end(), '\n') ==
               static_cast<std::ptrdiff_t>(entries.size()) + 1);
  }
  if (const auto dump = output_of("mdb_dump", "-n -p " + files.path("m.lmdb"))) {
    std::istringstream lines(*dump);
    std::string line;
    while (std::getline(lines, line) && line != "HEADER=END") {}
    auto next = entries.begin();
    while (std::getline(lines, line) && line != "DATA=END") {
      BOOST_REQUIRE((next != entries.end()));
      BOOST_REQUIRE(line == ' ' + next->first);
      std::getline(lines, line);
      BOOST_REQUIRE(line == ' ' + next->second);
      ++next;
    }
    BOOST_TEST((next == entries.end()));
  }
}

// Files of the formats' own tools in ours, changed in place.
BOOST_AUTO_TEST_CASE(files_of_their_own_tools) {
  const TemporaryDirectory files;
  const std::string path = files.path("m.lmdb");
  const std::string dump = files.write(
      "dump", "VERSION=3\nformat=print\ntype=btree\nmapsize=1048576\nHEADER=END\n"
              " one\n 1\n two\n 2\nDATA=END\n");
  if (output_of("mdb_load", "-n -f " + dump + ' ' + path)) {
    BOOST_TEST(DatabaseFile(path).find("two").value().value_or("") == "2");
    for (const char* const line : {" three\n 3\n", " four\n 4\n", " five\n 5\n"}) {
      files.write("dump", std::string("VERSION=3\nformat=print\ntype=btree\nmapsize=1048576\n"
                                      "HEADER=END\n") + line + "DATA=END\n");
      BOOST_REQUIRE(output_of("mdb_load", "-n -f " + dump + ' ' + path));
    }
    for (const auto& [key, value] : Entries{{"one", "1"}, {"three", "3"}, {"five", "5"}})
      BOOST_TEST(DatabaseFile(path).find(key).value().value_or("") == value);
  }
  const std::string records = files.write("records", "+3,1:one->1\n+3,1:two->2\n\n");
  if (output_of("cdb", "-c " + files.path("m.cdb") + ' ' + records))
    BOOST_TEST(DatabaseFile(files.path("m.cdb")).find("two").value().value_or("") == "2");
}

// Cut off anywhere, or with octets changed: an answer or "damaged", and an end in any case.
BOOST_AUTO_TEST_CASE(damage_is_survived) {
  const TemporaryDirectory files;
  std::mt19937 random(1);
  for (const char* const suffix : kSuffixes) {
    const std::string path = files.path(std::string("m") + suffix);
    const Entries entries = some_entries(300);
    write_map(path, entries);
    const std::string whole = content_of(path);
    int refused = 0, damaged = 0, found = 0;
    const auto use = [&](const std::string& octets) {
      const auto reader = maps::open_map_reader(path, octets);
      if (!reader) return void(++refused);
      std::visit(
          [&](const auto& of) {
            for (const auto& [key, value] : entries) {
              const auto answer = of.find(key);
              damaged += answer.kind == maps::FileAnswer::Kind::kDamaged;
              found += answer.kind == maps::FileAnswer::Kind::kFound;
            }
            if constexpr (requires { of.for_each({}); })
              (void)of.for_each([](std::string_view, std::string_view) { return true; });
          },
          *reader);
    };
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 300)
      use(whole.substr(0, size));
    for (int i = 0; i < 1000; ++i) {
      std::string octets = whole;
      for (int changes = 0; changes < 20; ++changes)
        octets[random() % (changes < 10 ? octets.size() : 8192 + 2048)] =
            static_cast<char>(random());
      use(octets);
    }
    BOOST_TEST(refused > 0);
    BOOST_TEST(found > 0);
    BOOST_TEST(damaged > 0);
  }
}

BOOST_AUTO_TEST_CASE(files_that_are_none) {
  const TemporaryDirectory files;
  for (const char* const suffix : kSuffixes) {
    const std::string name = std::string("m") + suffix;
    const std::string path = files.path(name);
    BOOST_TEST(DatabaseFile(path).find("k").error().message ==
               "missing map file " + path + ": No such file or directory");
    for (const std::string& content :
         {std::string(), std::string("text\n"), std::string(20000, 'x')}) {
      files.write(name, content);
      const auto answer = DatabaseFile(path).find("k");
      BOOST_REQUIRE(!answer);
      BOOST_TEST(answer.error().is_temporary());
      BOOST_TEST(
          answer.error().message.starts_with("cannot open map file " + path + ": empty, cut"));
      BOOST_TEST(answer.error().message.ends_with(
          "makemap " + std::string(suffix + 1) + ' ' + files.path("m") + " < " + files.path("m")));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
