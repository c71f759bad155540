// Files of Berkeley DB, made by its library: read, converted, damaged; and what is said of them where
// we were built without it.
#include "makemap/berkeley_db.hh"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "config.h"
#include "makemap/editmap.hh"
#include "makemap/makemap.hh"
#include "makemap/praliases.hh"
#include "maps/shared_library.hh"
#include "tests/unit/maps/temporary_directory.hh"

#ifdef HAVE_BERKELEY_DB
#include <db.h>
#endif

using namespace sendwright;
using tests::TemporaryDirectory;
using Words = std::vector<std::string>;

namespace {

struct Outcome {
  int code = 0;
  std::string out, err;
};

Outcome makemap_of(const Words& arguments, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out, err;
  const int code = base::to_int(makemap::run_makemap(arguments, in, out, err));
  return {code, out.str(), err.str()};
}

// What makes any reader take a file for one of Berkeley DB's: its magic number, here that of a hash.
std::string head_of_file() {
  const std::uint32_t magic = 0x00061561;
  return std::string(12, '\0') + std::string(reinterpret_cast<const char*>(&magic), sizeof magic) +
         std::string(9000, '\0');
}

#ifdef HAVE_BERKELEY_DB
using Content = std::map<std::string, std::string>;

// False: the library is not here.
bool write_file(const std::string& path, DBTYPE type, const Content& content) {
  const auto library = maps::SharedLibrary::open(
      "libdb-" + std::to_string(DB_VERSION_MAJOR) + '.' + std::to_string(DB_VERSION_MINOR) + ".so",
      "libdb");
  decltype(&::db_create) create = nullptr;
  if (!library || !library->bind("db_create", create)) return false;
  DB* database = nullptr;
  BOOST_REQUIRE(create(&database, nullptr, 0) == 0);
  BOOST_REQUIRE(database->open(database, nullptr, path.c_str(), nullptr, type,
                               DB_CREATE | DB_TRUNCATE, 0600) == 0);
  const auto item = [](const std::string& text) {
    DBT item{};
    item.data = const_cast<char*>(text.data());
    item.size = static_cast<u_int32_t>(text.size());
    return item;
  };
  for (const auto& [key_text, value_text] : content) {
    DBT key = item(key_text), value = item(value_text);
    BOOST_REQUIRE(database->put(database, nullptr, &key, &value, 0) == 0);
  }
  BOOST_REQUIRE(database->close(database, 0) == 0);
  return true;
}

// Values of all lengths, some of which go to pages of their own.
Content some_content(int count) {
  Content content;
  for (int i = 0; i < count; ++i)
    content["key" + std::to_string(i)] =
        "value" + std::string(static_cast<std::size_t>(i % 100 == 7 ? 20'000 : i % 60), 'v');
  return content;
}

Content content_of(const std::string& path) {
  Content content;
  BOOST_REQUIRE(makemap::for_each_berkeley_entry(
      path, [&](std::string_view key, std::string_view value) {
        return content.emplace(key, value).second;
      }));
  return content;
}
#endif

}  // namespace

BOOST_AUTO_TEST_SUITE(berkeley_db)

BOOST_AUTO_TEST_CASE(the_error_names_the_command) {
  const TemporaryDirectory files;
  const std::string path = files.write("access.db", head_of_file()), name = files.path("access");
  BOOST_TEST(makemap::is_berkeley_db(path));
  BOOST_TEST(!makemap::is_berkeley_db(files.path("none.db")));
  BOOST_TEST(!makemap::is_berkeley_db(files.write("access.cdb", head_of_file())));
  BOOST_TEST(!makemap::is_berkeley_db(files.write("text.db", std::string(9000, 'x'))));
  const std::string command = "makemap hash " + name + " < " + name;
  for (const Words& words : {Words{"-q", "hash", name, "key"}, Words{"-u", "hash", name, "key", "v"},
                             Words{"-x", "hash", name, "key"}}) {
    std::ostringstream out, err;
    BOOST_TEST(base::to_int(makemap::run_editmap(words, out, err)) == 73);
    BOOST_TEST(err.str().find(command) != std::string::npos, err.str());
  }
  for (const Words& words : {Words{"-f", name}, Words{"-f", name, "key"}}) {
    std::ostringstream out, err;
    (void)makemap::run_praliases(words, out, err);
    BOOST_TEST(err.str().find(command) != std::string::npos, err.str());
  }
#ifndef HAVE_BERKELEY_DB
  for (const char* const flag : {"-u", "-o"}) {
    const Outcome refused = makemap_of({flag, "hash", name});
    BOOST_TEST(refused.code == 73);
    BOOST_TEST(refused.err.find(command) != std::string::npos, refused.err);
  }
#endif
}

#ifdef HAVE_BERKELEY_DB

BOOST_AUTO_TEST_CASE(files_are_read_and_converted) {
  const TemporaryDirectory files;
  const std::string name = files.path("m"), path = name + ".db";
  for (const DBTYPE type : {DB_HASH, DB_BTREE})
    for (const int count : {0, 1, 100, 5000}) {
      const Content content = some_content(count);
      if (!write_file(path, type, content)) {
        BOOST_TEST_MESSAGE("skipped: no library of Berkeley DB");
        return;
      }
      BOOST_TEST((content_of(path) == content));
      const Outcome dump = makemap_of({"-u", "hash", name});
      BOOST_TEST(dump.code == 0);
      BOOST_TEST(std::count(dump.out.begin(), dump.out.end(), '\n') == count);
      const Outcome converted = makemap_of({"-o", "hash", name}, "key0 other\nnew entry\n");
      BOOST_TEST(converted.code == (count == 0 ? 0 : 65), converted.err);
      BOOST_TEST(!makemap::is_berkeley_db(path));
      const Outcome after = makemap_of({"-u", "hash", name});
      BOOST_TEST(std::count(after.out.begin(), after.out.end(), '\n') == std::max(count, 1) + 1);
      BOOST_TEST(after.out.find("new\tentry\n") != std::string::npos);
    }
}

// Keys of alias databases end with a NUL, which belongs to them.
BOOST_AUTO_TEST_CASE(octets_stay_as_they_are) {
  const TemporaryDirectory files;
  const std::string name = files.path("m");
  const Content content{{std::string("root\0", 5), std::string("user1\0", 6)}, {"\xff\xfe", "\x80"}};
  if (!write_file(name + ".db", DB_HASH, content)) return;
  BOOST_TEST(makemap_of({"-o", "hash", name}).code == 0);
  std::ostringstream out, err;
  BOOST_TEST(base::to_int(makemap::run_editmap(Words{"-N", "-q", "hash", name, "root"}, out, err)) == 0);
  BOOST_TEST(out.str() == "user1\n");
}

// Cut off anywhere, or with octets changed: an error, or entries; the file stays as it was.
BOOST_AUTO_TEST_CASE(damage_is_an_error) {
  const TemporaryDirectory files;
  const std::string name = files.path("m"), path = name + ".db";
  std::mt19937 random(5);
  for (const DBTYPE type : {DB_HASH, DB_BTREE}) {
    if (!write_file(path, type, some_content(600))) return;
    std::ostringstream whole;
    whole << std::ifstream(path, std::ios::binary).rdbuf();
    int refused = 0;
    for (int i = 0; i < 100; ++i) {
      std::string octets = whole.str();
      if (i % 4 == 0) octets.resize(4096 + random() % (octets.size() - 4096));
      else
        for (int changes = 0; changes < 30; ++changes)
          octets[16 + random() % (octets.size() - 16)] = static_cast<char>(random());
      files.write("m.db", octets);
      const Outcome outcome = makemap_of({"-o", "hash", name});
      if (outcome.code == 0) continue;
      ++refused;
      BOOST_TEST(outcome.code == 73);
      BOOST_TEST(outcome.err.find("Berkeley DB file " + path) != std::string::npos, outcome.err);
      BOOST_TEST(makemap::is_berkeley_db(path));
    }
    BOOST_TEST(refused > 0);
  }
}

#endif

BOOST_AUTO_TEST_SUITE_END()
