// Our reader of GDBM files beside libgdbm: the same answers on any file that libgdbm wrote, and on
// damaged ones the same answer or none.
#include "maps/gdbm_reader.hh"

#include <gdbm.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "maps/gdbm_format.hh"
#include "temporary_directory.hh"

using namespace sendwright;
using maps::GdbmReader;
using Kind = maps::GdbmAnswer::Kind;
using tests::TemporaryDirectory;

namespace {

using Content = std::map<std::string, std::string>;
using Random = std::mt19937;

datum to_datum(const std::string& text) {
  return {const_cast<char*>(text.data()), static_cast<int>(text.size())};
}

struct Closer {
  void operator()(GDBM_FILE file) const { gdbm_close(file); }
};
using Library = std::unique_ptr<std::remove_pointer_t<GDBM_FILE>, Closer>;

Library open_library(const std::string& path, int flags, int block_size = 0) {
  return Library(gdbm_open(path.c_str(), block_size, flags | GDBM_NOLOCK, 0600, nullptr));
}

std::optional<std::string> ask(const Library& library, const std::string& key) {
  const datum value = gdbm_fetch(library.get(), to_datum(key));
  if (value.dptr == nullptr) return std::nullopt;
  std::string copy(value.dptr, static_cast<size_t>(value.dsize));
  std::free(value.dptr);
  return copy;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string random_octets(Random& random, size_t size) {
  std::string octets(size, '\0');
  for (char& octet : octets) octet = static_cast<char>(random());
  return octets;
}

// Mostly short, now and then none at all or up to 64 KB.
size_t random_size(Random& random) {
  switch (random() % 64) {
    case 0: return 0;
    case 1: return random() % 65537;
    case 2: case 3: case 4: return random() % 4096;
    default: return random() % 48;
  }
}

// All that is in the file and much that is not, asked of both.
void compare(const std::string& path, const Content& content, Random& random) {
  const std::string octets = read_file(path);
  const auto reader = GdbmReader::open(octets);
  BOOST_REQUIRE(reader);
  const Library library = open_library(path, GDBM_READER);
  BOOST_REQUIRE(library);
  size_t wrong = 0;
  // The view that was never given octets has no address: no comparison of octets may see it.
  const auto nothing = content.find("");
  const auto of_nothing = reader->find(std::string_view());
  wrong += of_nothing.kind != (nothing == content.end() ? Kind::kNotFound : Kind::kFound) ||
           of_nothing.value != (nothing == content.end() ? "" : nothing->second);
  for (const auto& [key, value] : content) {
    const auto answer = reader->find(key);
    wrong += answer.kind != Kind::kFound || answer.value != value || ask(library, key) != value;
  }
  for (size_t i = 0; i < content.size() + 100; ++i) {
    const std::string key = random_octets(random, random_size(random) % 64);
    const auto answer = reader->find(key);
    const auto expected = ask(library, key);
    wrong += answer.kind != (expected ? Kind::kFound : Kind::kNotFound) ||
             answer.value != expected.value_or("");
  }
  BOOST_TEST(wrong == 0u);
}

// Two keys of the same hash: GDBM adds each octet moved left by 0, 5, 10 ... bits, so one more in
// the second octet is as much as 32 more in the first.
const std::string kTwin1 = "Ab-collides", kTwin2 = "aa-collides";

}  // namespace

BOOST_AUTO_TEST_SUITE(gdbm_reader)

BOOST_AUTO_TEST_CASE(hashes) {
  // As `gdbmtool` prints them.
  BOOST_TEST(maps::gdbm_hash("a") == 0x94a72e9u);
  BOOST_TEST(maps::gdbm_hash("foo") == 0x1bf8b3eau);
  BOOST_TEST(maps::gdbm_hash("someone@skills.com") == 0x6fbfd8ccu);
  BOOST_TEST(maps::gdbm_hash(std::string(40, 'x')) == 0xfdaf731u);
  BOOST_TEST(maps::gdbm_hash(kTwin1) == maps::gdbm_hash(kTwin2));
}

// Random entries stored, replaced and deleted by libgdbm, in small and large buckets, in both
// formats.
BOOST_AUTO_TEST_CASE(same_as_the_library) {
  const TemporaryDirectory files;
  Random random(20261122);
  for (const int block_size : {0, 512, 1024, 8192}) {
    for (const int format : {0, int{GDBM_NUMSYNC}}) {
      const std::string path = files.path("random.db");
      Content content;
      Library writer = open_library(path, GDBM_NEWDB | format, block_size);
      BOOST_REQUIRE(writer);
      for (int step = 0; step < 3000; ++step) {
        const auto old = content.lower_bound(random_octets(random, 2));
        if (random() % 4 == 0 && old != content.end()) {
          BOOST_REQUIRE(gdbm_delete(writer.get(), to_datum(old->first)) == 0);
          content.erase(old);
          continue;
        }
        const std::string key = random_octets(random, random_size(random));
        const std::string value = random_octets(random, random_size(random));
        BOOST_REQUIRE(gdbm_store(writer.get(), to_datum(key), to_datum(value), GDBM_REPLACE) == 0);
        content[key] = value;
      }
      for (const auto& twin : {kTwin1, kTwin2}) {
        BOOST_REQUIRE(gdbm_store(writer.get(), to_datum(twin), to_datum(twin), GDBM_REPLACE) == 0);
        content[twin] = twin;
      }
      writer.reset();
      compare(path, content, random);
    }
  }
}

// So many that buckets split again and again, and then so few that most are empty.
BOOST_AUTO_TEST_CASE(splits_and_deletions) {
  const TemporaryDirectory files;
  Random random(7);
  const std::string path = files.path("many.db");
  Content content;
  Library writer = open_library(path, GDBM_NEWDB, 512);
  for (int i = 0; i < 20000; ++i) {
    const std::string key = "key" + std::to_string(i), value = std::to_string(i * i % 977);
    BOOST_REQUIRE(gdbm_store(writer.get(), to_datum(key), to_datum(value), GDBM_INSERT) == 0);
    content[key] = value;
  }
  BOOST_REQUIRE(gdbm_sync(writer.get()) == 0);
  compare(path, content, random);
  for (auto entry = content.begin(); entry != content.end();) {
    if (random() % 10 == 0) { ++entry; continue; }
    BOOST_REQUIRE(gdbm_delete(writer.get(), to_datum(entry->first)) == 0);
    entry = content.erase(entry);
  }
  writer.reset();
  compare(path, content, random);
}

// Every octet of a small file in turn set to other values. What libgdbm then answers, the reader
// answers too, or says that the file is damaged. (It need not see damage that its way does not
// meet.)
BOOST_AUTO_TEST_CASE(damaged_octets) {
  const TemporaryDirectory files;
  const std::string path = files.path("small.db");
  std::vector<std::string> keys;
  {
    const Library writer = open_library(path, GDBM_NEWDB, 512);
    for (int i = 0; i < 24; ++i) {
      keys.push_back("key" + std::to_string(i));
      const std::string value = "value " + keys.back();
      BOOST_REQUIRE(gdbm_store(writer.get(), to_datum(keys.back()), to_datum(value),
                               GDBM_INSERT) == 0);
    }
  }
  keys.push_back("absent");
  const std::string good = read_file(path);
  // libgdbm opens a file for each change, so it is asked about some of them only.
  size_t wrong = 0, compared = 0;
  for (size_t at = 0; at < good.size(); ++at) {
    for (const unsigned change : {0x01u, 0x80u, 0xffu}) {
      // On the heap, of the exact size: a sanitizer sees each step beyond it.
      const std::vector<char> octets = [&] {
        std::vector<char> copy(good.begin(), good.end());
        copy[at] = static_cast<char>(static_cast<unsigned char>(copy[at]) ^ change);
        return copy;
      }();
      const auto reader = GdbmReader::open({octets.data(), octets.size()});
      if (!reader) continue;
      Library library;
      if (at % 7 == change % 7) {
        files.write("changed.db", std::string(octets.begin(), octets.end()));
        library = open_library(files.path("changed.db"), GDBM_READER);
      }
      for (const auto& key : keys) {
        const auto answer = reader->find(key);
        if (!library || answer.kind == Kind::kDamaged) continue;
        gdbm_clear_error(library.get());
        const auto expected = ask(library, key);
        if (!expected && gdbm_errno != GDBM_ITEM_NOT_FOUND) continue;
        ++compared;
        wrong += answer.kind != (expected ? Kind::kFound : Kind::kNotFound) ||
                 answer.value != expected.value_or("");
      }
    }
  }
  BOOST_TEST(wrong == 0u);
  BOOST_TEST(compared > 10000u);
}

// Cut off anywhere: entries before the end are read, the others are "damaged", never wrong.
BOOST_AUTO_TEST_CASE(truncated_files) {
  const TemporaryDirectory files;
  const std::string path = files.path("small.db");
  Content content;
  {
    const Library writer = open_library(path, GDBM_NEWDB, 512);
    for (int i = 0; i < 200; ++i) {
      const std::string key = "key" + std::to_string(i);
      BOOST_REQUIRE(gdbm_store(writer.get(), to_datum(key), to_datum(key), GDBM_INSERT) == 0);
      content[key] = key;
    }
  }
  const std::string good = read_file(path);
  size_t wrong = 0, damaged = 0;
  for (size_t size = 0; size < good.size(); size += size < 64 ? 1 : 61) {
    const std::vector<char> octets(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    const auto reader = GdbmReader::open({octets.data(), octets.size()});
    if (!reader) continue;
    for (const auto& [key, value] : content) {
      const auto answer = reader->find(key);
      damaged += answer.kind == Kind::kDamaged;
      wrong += answer.kind == Kind::kNotFound ||
               (answer.kind == Kind::kFound && answer.value != value);
    }
  }
  BOOST_TEST(wrong == 0u);
  BOOST_TEST(damaged > 0u);
}

// Files of other machines and other programs are libgdbm's business.
BOOST_AUTO_TEST_CASE(unknown_kinds) {
  const TemporaryDirectory files;
  const std::string path = files.path("small.db");
  { const Library writer = open_library(path, GDBM_NEWDB); }
  const std::string good = read_file(path);
  BOOST_TEST(GdbmReader::open(good).has_value());
  for (const std::uint32_t magic : {0x13579acdU, 0x13579aceU, 0x13579ad0U, 0xcf9a5713U, 0U}) {
    std::string other = good;
    std::memcpy(other.data(), &magic, sizeof magic);
    BOOST_TEST(!GdbmReader::open(other).has_value());
  }
  BOOST_TEST(!GdbmReader::open("").has_value());
  BOOST_TEST(!GdbmReader::open(good.substr(0, 39)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
