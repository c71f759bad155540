// The alias file's grammar, newaliases and lookups.
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "maps/alias_database.hh"
#include "maps/database_file.hh"
#include "maps/map_registry.hh"
#include "temporary_directory.hh"

using namespace sendwright;
using tests::TemporaryDirectory;

namespace {

const std::string kAliases =
    "# c\n"
    "postmaster: root\n"
    "Root: alice, bob\n"
    "list:\ta@b.c,\n"
    "\td@e.f\n"
    "\"Quoted Name\": x\n"
    "root: second\n"
    "nocolon\n"
    "prog: \"|/bin/prog a, b\"\n"
    "cont: b\\\n"
    "c\n"
    ":x\n"
    "\"j:k\": l\n"
    "empty:\n"
    "last: m";

}  // namespace

BOOST_AUTO_TEST_SUITE(aliases)

BOOST_AUTO_TEST_CASE(grammar) {
  const auto file = maps::parse_alias_file(kAliases);
  std::map<std::string, std::string> found;
  for (const auto& alias : file.aliases) found[alias.name] = alias.value;
  BOOST_TEST(found.size() == 8u);
  BOOST_TEST(found["list"] == "a@b.c,\td@e.f");
  BOOST_TEST(found["\"quoted name\""] == "x");
  BOOST_TEST(found["root"] == "second");
  BOOST_TEST(found["prog"] == "\"|/bin/prog a, b\"");
  BOOST_TEST(found["cont"] == "bc");
  BOOST_TEST(found["\"j:k\""] == "l");
  BOOST_TEST(found["last"] == "m");
  BOOST_REQUIRE_EQUAL(file.messages.size(), 4u);
  BOOST_TEST(file.messages[0].text == "root... Warning: duplicate alias name root");
  BOOST_TEST(file.messages[0].line == 7);
  BOOST_TEST(!file.messages[0].is_error);
  BOOST_TEST(file.messages[1].text == "missing colon");
  BOOST_TEST(file.messages[2].text == ":x... illegal alias name");
  BOOST_TEST(file.messages[3].text == "empty:... missing value for alias");
}

BOOST_AUTO_TEST_CASE(the_text_answers_while_there_is_no_database) {
  TemporaryDirectory files;
  config::Options options;
  options.alias_file = {files.write("aliases", "root: alice\n")};
  const maps::MapEnvironment environment{.options = &options};
  maps::MapRegistry registry({}, environment);
  maps::AliasDatabases aliases(options, environment, registry);
  base::BlockingWaiter waiter;
  BOOST_TEST((aliases.find("Root", waiter).value() == "alice"));
  BOOST_TEST((aliases.find("nobody", waiter).value() == std::nullopt));
  config::MacroScope macros;
  const rules::LookupContext context{.waiter = waiter, .macros = macros};
  const auto first = registry.find("aliases")->lookup("root", {}, context);
  BOOST_TEST((first.value == "alice"));
  options.alias_file = {"hash:" + files.path("aliases")};
  maps::AliasDatabases strict(options, environment, registry);
  BOOST_TEST(!strict.find("root", waiter));
}

BOOST_AUTO_TEST_CASE(leading_blanks_and_non_local_names) {
  maps::AliasChecks checks;
  checks.is_local = [](std::string_view name) { return name.find('@') == std::string_view::npos; };
  const auto file = maps::parse_alias_file(" a: b\n\tc: d\nfoo@bar.com: y\nok: z\n", checks);
  BOOST_REQUIRE_EQUAL(file.messages.size(), 2u);
  BOOST_TEST(file.messages[0].text == "Non-continuation line starts with space");
  BOOST_TEST(file.messages[1].text == "foo@bar.com... cannot alias non-local names");
  BOOST_TEST(file.aliases.size() == 1u);
}

BOOST_AUTO_TEST_CASE(newaliases_builds_and_lookups_find) {
  TemporaryDirectory directory;
  config::Options options;
  const std::string path = directory.write("aliases", "a: b\nB: c, d\nb: e\n");
  options.alias_file = {path, "hash: -o " + directory.path("more")};
  std::ostringstream out;
  const auto code = maps::rebuild_aliases(options, {}, out);
  BOOST_TEST((code == base::ExitCode::kOk));
  BOOST_TEST(out.str() == path + ": line 3: b... Warning: duplicate alias name b\n" + path +
                              ": 3 aliases, longest 4 bytes, 9 bytes total\nnewaliases: cannot open " +
                              directory.path("more") + ": No such file or directory\n");
  size_t entries = 0;
  bool has_marker = false;
  BOOST_REQUIRE(maps::for_each_entry(path + ".db", [&](std::string_view key, std::string_view v) {
    ++entries;
    BOOST_TEST(key.ends_with('\0'));
    BOOST_TEST(v.ends_with('\0'));
    has_marker = has_marker || key == std::string_view("@\0", 2);
    return true;
  }));
  BOOST_TEST(entries == 3u);
  BOOST_TEST(has_marker);

  maps::MapRegistry registry({}, {});
  maps::AliasDatabases databases(options, {}, registry);
  base::BlockingWaiter waiter;
  BOOST_TEST(databases.find("A", waiter).value().value() == "b");
  BOOST_TEST(databases.find("b", waiter).value().value() == "e");
  BOOST_TEST(!databases.find("nobody", waiter).value());
  BOOST_TEST(!databases.find("@", waiter).value());
}

BOOST_AUTO_TEST_CASE(errors_give_an_exit_code_and_the_rest_is_installed) {
  TemporaryDirectory directory;
  config::Options options;
  options.alias_file = {directory.write("aliases", "nocolon\na: b\n")};
  std::ostringstream out;
  BOOST_TEST((maps::rebuild_aliases(options, {}, out) == base::ExitCode::kSoftware));
  BOOST_TEST(out.str().find("line 1: missing colon") != std::string::npos);
  BOOST_TEST(out.str().find("1 aliases, longest 1 bytes, 2 bytes total") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_missing_database_defers) {
  TemporaryDirectory directory;
  config::Options options;
  options.alias_file = {"hash:" + directory.write("aliases", "a: b\n")};
  maps::MapRegistry registry({}, {});
  maps::AliasDatabases databases(options, {}, registry);
  base::BlockingWaiter waiter;
  const auto answer = databases.find("a", waiter);
  BOOST_REQUIRE(!answer);
  BOOST_TEST(answer.error().is_temporary());
}

BOOST_AUTO_TEST_CASE(entries_of_the_option) {
  const auto plain = maps::parse_alias_spec("/etc/aliases");
  BOOST_TEST(plain.class_name == "implicit");
  BOOST_TEST(plain.file == "/etc/aliases");
  const auto full = maps::parse_alias_spec("hash: -o -f /etc/mail/aliases");
  BOOST_TEST(full.class_name == "hash");
  BOOST_TEST(full.file == "/etc/mail/aliases");
}

BOOST_AUTO_TEST_SUITE_END()
