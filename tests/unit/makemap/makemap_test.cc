// makemap, editmap and praliases: output, messages and exit codes as the original's.
#include "makemap/makemap.hh"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "config/options.hh"
#include "makemap/editmap.hh"
#include "makemap/praliases.hh"
#include "maps/alias_database.hh"
#include "tests/unit/maps/temporary_directory.hh"

using namespace sendwright;
using tests::TemporaryDirectory;
using Words = std::vector<std::string>;

namespace {

struct Commands {
  TemporaryDirectory directory;
  std::string map = directory.path("x");
  std::string out, err;

  int makemap(Words arguments, const std::string& input = "") {
    std::istringstream in(input);
    return finish([&](auto& o, auto& e) { return makemap::run_makemap(arguments, in, o, e); });
  }
  int editmap(Words arguments) {
    return finish([&](auto& o, auto& e) { return makemap::run_editmap(arguments, o, e); });
  }
  int praliases(Words arguments) {
    return finish([&](auto& o, auto& e) { return makemap::run_praliases(arguments, o, e); });
  }
  std::string dump(Words more = {}) {
    more.insert(more.end(), {"-u", "hash", map});
    makemap(more);
    return out;
  }

 private:
  template <typename Command>
  int finish(const Command& command) {
    std::ostringstream output, errors;
    const int code = base::to_int(command(output, errors));
    out = output.str();
    err = errors.str();
    return code;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(makemap_commands, Commands)

BOOST_AUTO_TEST_CASE(entries_and_messages) {
  const std::string input = "Foo\tbar baz  \n# c\n\nfoo dup\nnorhs\n  lead x\n" +
                            std::string(3000, 'k') + " x\nlast a%%b";
  BOOST_TEST(makemap({"hash", map}, input) == 65);
  BOOST_TEST(err == "makemap: " + map + ": line 4: key foo: duplicate key\n" +
                        "makemap: " + map + ": line 5: no RHS for LHS norhs\n" +
                        "makemap: " + map + ": line 6: syntax error (leading space)\n" +
                        "makemap: " + map + ": line 7: line too long (1024 bytes max)\n");
  const std::string all = dump();
  BOOST_TEST(all.find("foo\tbar baz  \n") != std::string::npos);
  BOOST_TEST(all.find("last\ta%%b\n") != std::string::npos);
  BOOST_TEST(std::count(all.begin(), all.end(), '\n') == 2);
  struct stat status {};
  BOOST_REQUIRE(::stat((map + ".db").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777) == 0640u);
}

BOOST_AUTO_TEST_CASE(flags) {
  BOOST_TEST(makemap({"-r", "-v", "hash", map}, "a 1\nA 2\n") == 0);
  BOOST_TEST(out == "key=`a', val=`1'\nkey=`a', val=`2'\n");
  BOOST_TEST(dump() == "a\t2\n");
  BOOST_TEST(makemap({"-o", "hash", directory.path("none")}, "b 3\n") == 73);
  BOOST_TEST(makemap({"-o", "hash", map}, "b 3\n") == 0);
  BOOST_TEST(dump().size() == 8u);
  BOOST_TEST(makemap({"-f", "btree", map}, "Key v\n") == 0);
  BOOST_TEST(dump() == "Key\tv\n");
  BOOST_TEST(makemap({"-N", "hash", map}, "k v\n") == 0);
  BOOST_TEST(dump({"-t="}) == "k=v\n");
  BOOST_TEST(makemap({"-t,", "hash", map}, "a b, c d\n") == 0);
  BOOST_TEST(dump() == "a b\t c d\n");
  BOOST_TEST(makemap({"hash", "-t:", map}, "a::b:c\n") == 0);
  BOOST_TEST(dump() == "a\tb:c\n");
  BOOST_TEST(makemap({"-t", "", "hash", map}, "a b\n") == 0);
  BOOST_TEST(err == "Invalid separator\n");
  BOOST_TEST(makemap({"-e", "hash", map}, "empty\n") == 0);
  BOOST_TEST(dump() == "empty\t\n");
  BOOST_TEST(makemap({"-d", "btree", map}, "a 1\na 2\n") == 0);
  BOOST_TEST(dump() == "a\t1\n");
  BOOST_TEST(makemap({"hash", map}, "a b\n \t\n") == 65);
  BOOST_TEST(makemap({"-D", "%", "hash", map + ".db"}, "# x\n% y\n") == 0);
  BOOST_TEST(dump() == "#\tx\n");
}

BOOST_AUTO_TEST_CASE(wrong_use) {
  BOOST_TEST(makemap({}) == 64);
  BOOST_TEST(err.starts_with("Usage: makemap [-C cffile]"));
  BOOST_TEST(makemap({"hash", "a", "b"}) == 64);
  BOOST_TEST(makemap({"-Z", "hash", map}) == 64);
  BOOST_TEST(err.starts_with("makemap: invalid option -- 'Z'\nUsage"));
  BOOST_TEST(makemap({"zork", map}) == 73);
  BOOST_TEST(err == "makemap: error opening type zork map " + map + ": Unknown database type\n");
  BOOST_TEST(makemap({"hash", "/nonexistent/x"}) == 73);
  BOOST_TEST(err ==
             "makemap: error opening type hash map /nonexistent/x: No such file or directory\n");
  BOOST_TEST(makemap({"-u", "hash", map}) == 73);
  BOOST_TEST(err == "makemap: error opening type hash map " + map +
                        ": No such file or directory\n");
  BOOST_TEST(makemap({"-C", directory.path("no.cf"), "hash", map}) == 66);
  BOOST_TEST(makemap({"-l"}) == 0);
  BOOST_TEST(out.starts_with("hash\nbtree\n"));
}

BOOST_AUTO_TEST_CASE(symbolic_links_are_refused) {
  const std::string target = directory.write("target.db", "precious");
  BOOST_REQUIRE(::symlink(target.c_str(), (map + ".db").c_str()) == 0);
  BOOST_TEST(makemap({"hash", map}, "a b\n") == 73);
  BOOST_TEST(err == "makemap: error opening type hash map " + map +
                        ": Symbolic links not allowed\n");
}

BOOST_AUTO_TEST_CASE(single_entries) {
  BOOST_REQUIRE(makemap({"hash", map}, "foo bar\n") == 0);
  BOOST_TEST(editmap({"-q", "hash", map, "Foo"}) == 0);
  BOOST_TEST(out == "bar\n");
  BOOST_TEST(editmap({"-q", "hash", map, "zork"}) == 69);
  BOOST_TEST(err == "editmap: couldn't find key zork in map " + map + "\n");
  BOOST_TEST(editmap({"-u", "hash", map, "new", "a", "b"}) == 0);
  BOOST_TEST(editmap({"-q", "hash", map, "new"}) == 0);
  BOOST_TEST(out == "a b\n");
  BOOST_TEST(editmap({"-x", "hash", map, "new"}) == 0);
  BOOST_TEST(err.empty());
  BOOST_TEST(editmap({"-x", "hash", map, "new"}) == 0);
  BOOST_TEST(err == "editmap: key new doesn't exist in map " + map + "\n");
  BOOST_TEST(editmap({"-q", "hash", directory.path("none"), "y"}) == 73);
  BOOST_TEST(editmap({"-u", "hash", map, "k"}) == 64);
  BOOST_TEST(editmap({}) == 64);
  BOOST_TEST(editmap({"-q", "zork", map, "k"}) == 73);
}

BOOST_AUTO_TEST_CASE(single_entries_of_other_formats) {
  BOOST_REQUIRE(makemap({"lmdb", map}, "foo bar\nbig x\n") == 0);
  BOOST_TEST(editmap({"-q", "lmdb", map, "Foo"}) == 0);
  BOOST_TEST(out == "bar\n");
  BOOST_TEST(editmap({"-u", "lmdb", map, "foo", "new", "value"}) == 0);
  BOOST_TEST(editmap({"-x", "lmdb", map, "big"}) == 0);
  BOOST_TEST(editmap({"-x", "lmdb", map, "big"}) == 0);
  BOOST_TEST(err == "editmap: key big doesn't exist in map " + map + "\n");
  BOOST_TEST(editmap({"-N", "-u", "lmdb", map, "null", "v"}) == 0);
  BOOST_TEST(makemap({"-u", "lmdb", map}) == 0);
  BOOST_TEST(out == "foo\tnew value\nnull\tv\n");
  BOOST_TEST(editmap({"-u", "lmdb", map, std::string(512, 'k'), "v"}) == 74);
  BOOST_TEST(err.ends_with("keys of this class have 1 to 511 octets, not 512; the map is unchanged\n"));

  BOOST_REQUIRE(makemap({"cdb", map}, "foo bar\n") == 0);
  BOOST_TEST(editmap({"-q", "cdb", map, "foo"}) == 0);
  BOOST_TEST(out == "bar\n");
  BOOST_TEST(editmap({"-q", "cdb", map, "zork"}) == 69);
  for (const Words& words : {Words{"-u", "cdb", map, "foo", "v"}, Words{"-x", "cdb", map, "foo"}}) {
    BOOST_TEST(editmap(words) == 73);
    BOOST_TEST(err == "editmap: error opening type cdb map " + map + ": a cdb file cannot be changed; "
                      "change its text and make it again with: makemap cdb " + map + " < " + map + '\n');
  }
  BOOST_TEST(makemap({"-u", "cdb", map}) == 0);
  BOOST_TEST(out == "foo\tbar\n");
}

// Of class implicit is the file that lookups would read.
BOOST_AUTO_TEST_CASE(class_implicit) {
  BOOST_REQUIRE(makemap({"-i", "cdb", "implicit", map}, "foo cdb\n") == 0);
  BOOST_TEST(editmap({"-q", "implicit", map, "foo"}) == 0);
  BOOST_TEST(out == "cdb\n");
  BOOST_TEST(makemap({"-u", "implicit", map}) == 0);
  BOOST_TEST(out == "foo\tcdb\n");
  BOOST_TEST(editmap({"-u", "implicit", map, "foo", "v"}) == 73);
  BOOST_TEST(praliases({"-f", map}) == 0);
  BOOST_TEST(out == "foo:cdb\n");
  BOOST_REQUIRE(makemap({"-i", "zork", "implicit", map}, "foo hash\n") == 0);
  BOOST_TEST(editmap({"-q", "implicit", map, "foo"}) == 0);
  BOOST_TEST(out == "hash\n");
  BOOST_TEST(editmap({"-u", "implicit", map, "foo", "v"}) == 0);
  BOOST_TEST(praliases({"-f", "implicit:" + map}) == 0);
  BOOST_TEST(out == "foo:v\n");
  BOOST_TEST(praliases({"-f", "ldap:" + map}) == 0);
  BOOST_TEST(err == "praliases: Skipping non-file based alias type ldap\n");
  BOOST_TEST(praliases({"-f", "cdb:" + map}) == 0);
  BOOST_TEST(out == "foo:cdb\n");
  BOOST_TEST(makemap({"-i", "lmdb", "hash", map}, "foo btree\n") == 0);  // only for implicit
  BOOST_TEST(editmap({"-q", "btree", map, "foo"}) == 0);
  BOOST_TEST(out == "btree\n");
}

BOOST_AUTO_TEST_CASE(aliases_are_printed) {
  const std::string file = directory.write("aliases", "root: user1\nlist: a, b\n");
  const std::string cf = directory.write("test.cf", "V10/Berkeley\nO AliasFile=" + file + "\n");
  config::Options options;
  options.alias_file = {file};
  std::ostringstream built;
  BOOST_REQUIRE((maps::rebuild_aliases(options, {}, built) == base::ExitCode::kOk));
  BOOST_TEST(praliases({"-C", cf}) == 0);
  BOOST_TEST(out.find("root:user1\n") != std::string::npos);
  BOOST_TEST(out.find("@:@\n") != std::string::npos);
  BOOST_TEST(praliases({"-C", cf, "list", "nosuch"}) == 0);
  BOOST_TEST(out == "list:a, b\nnosuch: No such key\n");
  BOOST_TEST(praliases({"-f", file, "root"}) == 0);
  BOOST_TEST(out == "root:user1\n");
  BOOST_TEST(praliases({"-C", directory.path("none.cf")}) == 66);
  BOOST_TEST(praliases({"-Z"}) == 64);
}

BOOST_AUTO_TEST_SUITE_END()
