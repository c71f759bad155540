// Entries that are sorted in memory and on disk, keys that come again or go, beside std::map.
#include "maps/entry_runs.hh"

#include <boost/test/unit_test.hpp>
#include <map>
#include <random>
#include <set>

#include "maps/key_log.hh"
#include "maps/spill_file.hh"
#include "temporary_directory.hh"

using namespace sendwright;
using tests::TemporaryDirectory;

namespace {

using Random = std::mt19937;

// Many begin alike, and some are longer than what is compared first.
std::string random_key(Random& random) {
  std::string key(1 + random() % 12, 'k');
  for (char& octet : key)
    if (random() % 3 == 0) octet = static_cast<char>(random() % 4 * 85);
  return key;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(entry_runs)

BOOST_AUTO_TEST_CASE(sorted_whatever_is_on_disk) {
  const TemporaryDirectory files;
  Random random(3);
  // Runs of one entry, of some, of all; more than the spill file's buffer.
  for (const auto& [count, run_octets] :
       {std::pair(0, 100U), {300, 1U}, {3000, 1000U}, {20000, 100'000U}, {40000, 1U << 20}, {5000, 1U << 30}}) {
    std::map<std::string, std::string> expected;
    maps::EntryRuns runs(files.path("m"), run_octets);
    for (int i = 0; i < count; ++i) {
      const std::string key = random_key(random);
      if (random() % 5 == 0) {
        expected.erase(key);
        BOOST_REQUIRE(runs.remove(key));
        continue;
      }
      std::string value = std::to_string(i);
      if (i % 100 == 3) value.append(random() % 300'000 / (count > 5000 ? 100 : 1), 'v');
      BOOST_REQUIRE(runs.add(key, value));
      expected[key] = value;
    }
    auto next = expected.begin();
    BOOST_REQUIRE(runs.merge([&](std::string_view key, std::string_view value) -> base::Result<void> {
      BOOST_REQUIRE((next != expected.end()));
      BOOST_REQUIRE(key == next->first);
      BOOST_REQUIRE(value == next->second);
      ++next;
      return {};
    }));
    BOOST_TEST((next == expected.end()));
  }
  BOOST_TEST(std::filesystem::is_empty(files.path("")));
}

BOOST_AUTO_TEST_CASE(an_error_ends_it) {
  const TemporaryDirectory files;
  maps::EntryRuns runs(files.path("m"), 10);
  for (const char* const key : {"a", "b", "c"}) BOOST_REQUIRE(runs.add(key, key));
  int visited = 0;
  const auto merged =
      runs.merge([&](std::string_view, std::string_view) -> base::Result<void> {
        if (++visited == 2) return base::permanent("enough");
        return {};
      });
  BOOST_REQUIRE(!merged);
  BOOST_TEST(merged.error().message == "enough");
  BOOST_TEST(visited == 2);
  // No file can be made there: said when it is needed.
  maps::EntryRuns homeless(files.path("none/m"));
  BOOST_REQUIRE(homeless.add("key", std::string(2 << 20, 'v')));
  const auto failed = homeless.merge(
      [](std::string_view, std::string_view) { return base::Result<void>(); });
  BOOST_REQUIRE(!failed);
  BOOST_TEST(failed.error().message ==
             "cannot write " + files.path("none/m") + ": No such file or directory");
}

BOOST_AUTO_TEST_CASE(keys_come_and_go) {
  const TemporaryDirectory files;
  maps::KeyLog keys(files.path("m"));
  std::set<std::string> expected;
  Random random(4);
  int removed = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string key = std::to_string(random() % 3000);
    if (i % 50 == 0) key.append(3000, 'k');  // more than the buffer, in all
    BOOST_REQUIRE(keys.has(key) == expected.contains(key));
    if (!expected.contains(key)) {
      BOOST_REQUIRE(keys.add(key));
      expected.insert(key);
    } else if (random() % 2 == 0) {
      keys.remove(key);
      expected.erase(key);
      ++removed;
    }
  }
  BOOST_TEST(removed > 1000);
}

BOOST_AUTO_TEST_CASE(spilled_octets) {
  const TemporaryDirectory files;
  maps::SpillFile spill(files.path("m"));
  std::string whole;
  Random random(5);
  for (const int size : {10, 0, 1 << 20, 100, (1 << 20) + 1, 3 << 20, 5, 700'000, 700'000}) {
    std::string octets(static_cast<std::size_t>(size), static_cast<char>(random()));
    if (size > 0) octets[octets.size() / 2] = static_cast<char>(random());
    BOOST_REQUIRE(spill.append(octets));
    whole += octets;
    BOOST_TEST(spill.size() == whole.size());
  }
  for (int i = 0; i < 200; ++i) {
    const std::size_t begin = random() % whole.size();
    std::string read(random() % (whole.size() - begin), '\0');
    BOOST_REQUIRE(spill.read(begin, read));
    BOOST_REQUIRE((read == whole.substr(begin, read.size())));
    BOOST_REQUIRE(spill.has_at(begin, read));
  }
  BOOST_TEST(!spill.has_at(whole.size() - 2, whole.substr(whole.size() - 2) + "x"));
  BOOST_TEST(!spill.has_at(5, std::string(20, '\1') + "other"));
}

BOOST_AUTO_TEST_SUITE_END()
