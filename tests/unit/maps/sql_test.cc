// Class sql: its queries, and lookups in a real SQLite file. tests/system/sql_map_test.py has the
// real PostgreSQL server.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "config.h"
#include "maps/map_registry.hh"
#include "maps/sql_query.hh"
#include "temporary_directory.hh"

using namespace sendwright;
using rules::MapStatus;

namespace {

boost::test_tools::assertion_result has_sqlite(boost::unit_test::test_unit_id) {
#ifdef HAVE_SQLITE3_H
  constexpr bool kIsBuilt = true;
#else
  constexpr bool kIsBuilt = false;
#endif
  boost::test_tools::assertion_result is_there(
      kIsBuilt && std::system("command -v sqlite3 >/dev/null 2>&1") == 0);
  is_there.message() << "sqlite3 or its header is not installed";
  return is_there;
}

struct SqlSite {
  tests::TemporaryDirectory files;
  std::string path = files.path("users.sqlite");
  config::Options options;
  std::unique_ptr<maps::MapRegistry> registry;

  void run(const std::string& statements) const {
    const std::string file = files.write("statements", statements);
    BOOST_REQUIRE(std::system(("sqlite3 " + path + " < " + file).c_str()) == 0);
  }
  void declare(const std::string& flags, const std::string& query) {
    const config::MapDeclaration line{"m", "sql", flags + " sqlite:" + path + ' ' + query, "cf", 1};
    registry = std::make_unique<maps::MapRegistry>(std::span(&line, 1),
                                                   maps::MapEnvironment{&options});
  }
  rules::MapAnswer ask(std::string_view key, const std::vector<std::string>& arguments = {}) const {
    base::BlockingWaiter waiter;
    config::MacroScope macros;
    return registry->find("m")->lookup(key, arguments, {waiter, macros});
  }
  std::string text(std::string_view key, const std::vector<std::string>& arguments = {}) const {
    const auto answer = ask(key, arguments);
    if (answer.status == MapStatus::kTemporaryFailure) return "failure: " + answer.diagnostic;
    return answer.value.value_or("none");
  }
};

constexpr const char* kUsers =
    "CREATE TABLE users(name TEXT, domain TEXT, target TEXT);\n"
    "INSERT INTO users VALUES('anna', 'a.example', 'anna@inner.example'),\n"
    " ('bob', 'a.example', 'bob1'), ('bob', 'a.example', 'bob2'), ('nil', '', NULL),\n"
    " ('o''brien', 'a.example', 'quoted'), ('pct', '', '100%0');\n";
constexpr const char* kQuery = "SELECT target FROM users WHERE name = %0 ORDER BY target";

}  // namespace

BOOST_AUTO_TEST_SUITE(sql)

BOOST_AUTO_TEST_CASE(queries) {
  struct Case {
    std::string_view query, text;
    std::vector<int> places;
  };
  for (const auto& [query, text, places] : {
           Case{"SELECT a FROM t WHERE k=%0", "SELECT a FROM t WHERE k=$1", {0}},
           Case{"%0 %2 %0", "$1 $2 $3", {0, 2, 0}},
           Case{"a %% b=%0", "a % b=$1", {0}},
           Case{"a LIKE 'x%%' AND b=%0", "a LIKE 'x%' AND b=$1", {0}},
           Case{"'it''s' = %0", "'it''s' = $1", {0}},
           Case{"/* note */ \"col\" = %0 -- end", "/* note */ \"col\" = $1 -- end", {0}},
           Case{"a % b = %0 %", "a % b = $1 %", {0}},
       }) {
    const auto parsed = maps::parse_sql_query(query, '$');
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->text == text);
    BOOST_TEST((parsed->places == places));
  }
  for (const char* const query : {"", "SELECT 1", "SELECT '%0'", "SELECT \"%0\"", "/* %0 */", "%1",
                                  "%0 -- %1", "a '%0", "%%0"})
    BOOST_TEST(!maps::parse_sql_query(query, '?'), query);
  const auto query = maps::parse_sql_query("%1 %0 %3", '?').value();
  const std::vector<std::string> arguments{"one"};
  BOOST_TEST((query.parameters("key", arguments) == std::vector<std::string>{"one", "key", ""}));
}

BOOST_FIXTURE_TEST_CASE(wrong_declarations, SqlSite) {
  for (const std::string& arguments :
       {std::string("mysql://x SELECT %0"), std::string("sqlite:relative SELECT %0"),
        std::string("sqlite:/x SELECT 1"), std::string("sqlite:/x"), std::string(),
        std::string("-l x sqlite:/x SELECT %0")}) {
    const config::MapDeclaration line{"m", "sql", arguments, "cf", 1};
    const maps::MapRegistry wrong(std::span(&line, 1), maps::MapEnvironment{&options});
    BOOST_TEST(wrong.messages().size() == 1, arguments);
  }
}

BOOST_FIXTURE_TEST_CASE(lookups_and_flags, SqlSite, *boost::unit_test::precondition(has_sqlite)) {
  run(kUsers);
  declare("", kQuery);
  BOOST_TEST(text("anna") == "anna@inner.example");
  BOOST_TEST(text("ANNA") == "anna@inner.example");
  BOOST_TEST(text("bob") == "bob1");
  BOOST_TEST(text("nobody") == "none");
  BOOST_TEST(text("nil") == "none");
  BOOST_TEST(text("o'brien") == "quoted");
  BOOST_TEST(text("' OR '1'='1") == "none");
  BOOST_TEST(text("x'; DROP TABLE users; --") == "none");
  BOOST_TEST(text(std::string("anna\0", 5)) == "none");
  BOOST_TEST(text("\xff\xfe") == "none");
  BOOST_TEST(text(std::string(100000, 'k')) == "none");
  BOOST_TEST(text("pct") == "100pct");
  declare("-f -a<OK>", kQuery);
  BOOST_TEST(text("ANNA") == "none");
  BOOST_TEST(text("anna") == "anna@inner.example<OK>");
  declare("-z,", kQuery);
  BOOST_TEST(text("bob") == "bob1,bob2");
  declare("-1", kQuery);
  BOOST_TEST(text("bob") == "none");
  BOOST_TEST(text("anna") == "anna@inner.example");
  declare("-m", kQuery);
  BOOST_TEST(text("Anna") == "Anna");
  declare("", "SELECT target FROM users WHERE name = %0 AND domain = %1");
  BOOST_TEST(text("anna", {"a.example"}) == "anna@inner.example");
  BOOST_TEST(text("anna", {"b.example"}) == "none");
}

BOOST_FIXTURE_TEST_CASE(failures_are_temporary, SqlSite,
                        *boost::unit_test::precondition(has_sqlite)) {
  declare("", kQuery);
  BOOST_TEST(text("anna").starts_with("failure: sql map \"m\": " + path + ": cannot open"));
  declare("-o", kQuery);
  BOOST_TEST(text("anna") == "none");
  declare("-T<TMP>", kQuery);
  BOOST_TEST(ask("anna").value.value_or("") == "anna<TMP>");
  declare("-t", kQuery);
  BOOST_TEST(text("anna") == "none");
  for (const std::string& content : {std::string("text"), std::string(5000, 'x')}) {
    files.write("users.sqlite", content);
    declare("", kQuery);
    BOOST_TEST(text("anna").starts_with("failure: "));
  }
  std::filesystem::remove(path);
  run(kUsers);
  declare("", "SELECT nothing FROM nowhere WHERE name = %0");
  BOOST_TEST(text("anna").starts_with("failure: sql map \"m\": " + path + ": cannot prepare"));
  declare("", "DELETE FROM users WHERE name = %0");
  BOOST_TEST(text("anna").starts_with("failure: "));
  declare("", "SELECT 1 WHERE 1 = %0; DELETE FROM users");
  BOOST_TEST(text("anna").starts_with("failure: "));
  declare("", "SELECT hex(zeroblob(70000)) WHERE 'x' = %0");
  BOOST_TEST(text("x").ends_with("the answer is too long"));
  declare("-l 1", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                  "SELECT max(i) FROM n WHERE 'x' = %0");
  BOOST_TEST(text("x").ends_with("interrupted"));
  declare("", kQuery);
  BOOST_TEST(text("anna") == "anna@inner.example");
}

// A file that is renamed into its place is seen with the next lookup; more sessions than connections
// wait for each other.
BOOST_FIXTURE_TEST_CASE(replaced_and_shared, SqlSite,
                        *boost::unit_test::precondition(has_sqlite)) {
  run(kUsers);
  declare("-C 2", kQuery);
  BOOST_TEST(text("anna") == "anna@inner.example");
  std::filesystem::rename(path, files.path("old"));
  run("CREATE TABLE users(name TEXT, target TEXT); INSERT INTO users VALUES('anna', 'new');");
  BOOST_TEST(text("anna") == "new");
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) right += text("anna") == "new";
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(right == 400);
}

BOOST_AUTO_TEST_SUITE_END()
