// Diversions, m4wrap, m4exit, includes, commands, trace output.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/m4/support.hh"

namespace sendwright::m4 {

namespace {
// A folder that is gone when the test ends.
struct TemporaryFolder {
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "m4testXXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(path / name) << content;
    return (path / name).string();
  }
  std::filesystem::path path;
};
}  // namespace

BOOST_AUTO_TEST_SUITE(output)

BOOST_AUTO_TEST_CASE(diversions_come_out_in_order) {
  BOOST_TEST(expand("divert(2)two divert(1)one divert(-1)none divert(0)zero ") == "zero one two ");
  BOOST_TEST(expand("divert(1)a divert`'undivert(1)b divnum") == "a b 0");
  BOOST_TEST(expand("divert(1)a divert(2)b undivert(1)divert`'undivert(2)c") == "b a c");
  BOOST_TEST(expand("divert(1)a undivert(1)b divert`'x ") == "x a b ");
}

BOOST_AUTO_TEST_CASE(large_diversions_move_to_files_and_come_back_whole) {
  const std::string line = "some text of a fair length that repeats itself often enough\n";
  std::string input = "divert(3)";
  std::string expected;
  while (expected.size() < kDiversionMemory + kOutputBlock * 5) {
    input += line;
    expected += line;
  }
  input += "divert(1)first\ndivert(3)last\n";
  BOOST_TEST((expand(input) == "first\n" + expected + "last\n"));
}

BOOST_AUTO_TEST_CASE(m4wrap_runs_at_the_end_last_first) {
  BOOST_TEST(expand("m4wrap(`a')m4wrap(`b',`c')x ") == "x b ca");
  BOOST_TEST(expand("m4wrap(`m4wrap(`later')now ')") == "now later");
}

BOOST_AUTO_TEST_CASE(m4exit_ends_the_run) {
  const Outcome outcome = run_m4("divert(1)lost divert`'kept m4wrap(`lost')m4exit(3)lost");
  BOOST_TEST(outcome.out == "kept ");
  BOOST_TEST(outcome.status == 3);
  BOOST_TEST(run_m4("m4exit(300)").status == 1);
}

BOOST_AUTO_TEST_CASE(include_reads_and_knows_places) {
  const TemporaryFolder folder;
  const std::string path = folder.file("in.m4", "x\n__line__ __file__\n");
  BOOST_TEST(expand("include(`" + path + "')__line__ __file__") == "x\n2 " + path + "\n1 test");
  BOOST_TEST(expand("sinclude(`" + path + ".none')ok") == "ok");
  const Outcome missing = run_m4("\ninclude(`" + path + ".none')");
  BOOST_TEST(missing.status == 1);
  BOOST_TEST(missing.errors ==
             "m4:test:2: cannot open `" + path + ".none': No such file or directory\n");
  BOOST_TEST(run_m4("include(`" + folder.path.string() + "')").status == 1);
  Options options;
  options.include_path = {folder.path.string()};
  BOOST_TEST(run_m4("undivert(`in.m4')", options).out == "x\n__line__ __file__\n");
}

BOOST_AUTO_TEST_CASE(a_file_that_includes_itself_ends_with_an_error) {
  const TemporaryFolder folder;
  const std::string path = folder.file("self.m4", "");
  std::ofstream(path) << "include(`" << path << "')\n";
  const Outcome outcome = run_m4("include(`" + path + "')");
  BOOST_TEST(outcome.status == 1);
  BOOST_TEST(outcome.errors.starts_with("m4:" + path + ":1: cannot include"));
}

BOOST_AUTO_TEST_CASE(commands_give_output_and_status) {
  BOOST_TEST(expand("esyscmd(`echo hello')sysval") == "hello\n0");
  BOOST_TEST(expand("syscmd(`exit 3')sysval") == "3");
  BOOST_TEST(expand("syscmd(`kill -9 $$')sysval") == "2304");
  Options options;
  options.allow_commands = false;
  BOOST_TEST(run_m4("esyscmd(`echo no')", options).out.empty());
}

BOOST_AUTO_TEST_CASE(mkstemp_makes_a_file) {
  const TemporaryFolder folder;
  const std::string name = expand("mkstemp(`" + (folder.path / "fXXXXXX").string() + "')");
  BOOST_TEST(std::filesystem::exists(name));
  BOOST_TEST(expand("mkstemp(/nonexistent/x)").find("cannot create tempfile") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(errprint_and_dumpdef_write_to_standard_error) {
  BOOST_TEST(run_m4("errprint(`a',`b')").errors == "a b");
  BOOST_TEST(run_m4("define(`x',`y')dumpdef(`x',`len')").errors == "len:\t<len>\nx:\ty\n");
}

BOOST_AUTO_TEST_CASE(tracing_shows_calls) {
  BOOST_TEST(run_m4("define(`f',`<$1>')traceon(`f')f(f(a))").errors ==
             "m4trace: -2- f\nm4trace: -1- f\n");
  BOOST_TEST(run_m4("debugmode(`aeql')traceon(`len')len(`abc')").errors ==
             "m4trace:1: -1- len(`abc') -> `3'\n");
}

BOOST_AUTO_TEST_CASE(sync_lines_follow_the_input) {
  StringSink out;
  StringSink errors;
  Processor m4({}, out, errors);
  m4.output().enable_sync_lines(true);
  m4.lexer().track_lines(true);
  const TemporaryFolder folder;
  const std::string path = folder.file("s.m4", "a\ndefine(`x',`1\n2')\nx\nb\n");
  m4.process_file(path);
  BOOST_TEST(m4.finish() == 0);
  BOOST_TEST(out.text == "#line 1 \"" + path + "\"\na\n#line 3\n\n1\n#line 4\n2\nb\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4
