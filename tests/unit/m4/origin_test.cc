// Where lines of output come from: chains, causes, and the map that is written of them.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "m4/observer.hh"
#include "unit/m4/support.hh"

namespace sendwright::m4 {

namespace {
// Keeps what a run tells, places rendered.
class Recorder final : public Observer {
 public:
  explicit Recorder(const Processor& m4) : m4_(m4) {}

  void on_file_opened(const std::string& name, OriginId) override { files.push_back(name); }
  void on_open_failed(std::string_view name, const Place& place, int, bool is_silent) override {
    failures.push_back(std::string(name) + (is_silent ? " silently at " : " at ") +
                       m4_.origins().render(place));
  }
  void on_call(const Arguments& arguments, const Place& place) override {
    calls.push_back(std::string(arguments.name()) + " at " + m4_.origins().render(place));
  }
  void on_output_line(std::string_view line, const Place& place) override {
    lines.push_back(std::string(line) + " <- " + m4_.origins().render(place));
    site_lines.push_back(m4_.origins().site_location(place).line);
  }
  void on_unfinished(Unfinished what, Location opened) override {
    unfinished = what;
    unfinished_line = opened.line;
  }
  void on_finish() override { ++finished; }

  std::vector<std::string> files, failures, calls, lines;
  std::vector<int> site_lines;
  std::optional<Unfinished> unfinished;
  int unfinished_line = 0;
  int finished = 0;

 private:
  const Processor& m4_;
};

// Runs texts in a folder of their own, as files whose names stand in the chains.
class Run {
 public:
  Run() {
    std::string pattern = (std::filesystem::temp_directory_path() / "m4originXXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    options_.include_path = {folder_.string()};
  }
  ~Run() { std::filesystem::remove_all(folder_); }

  void file(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  // The lines of the output, each with its chain; the folder's name is left out.
  std::vector<std::string> lines(std::string_view text) {
    StringSink out, errors;
    Processor m4(options_, out, errors);
    Recorder recorder(m4);
    m4.observe(recorder);
    m4.process_text(text, "a.mc");
    BOOST_TEST(m4.finish() == 0);
    BOOST_TEST(errors.text == "");
    BOOST_TEST(recorder.finished == 1);
    site_lines = recorder.site_lines;
    for (std::string& line : recorder.lines) line = without_folder(line);
    return recorder.lines;
  }
  // The map of a run, and its output.
  std::string map(std::string_view text) {
    StringSink out, errors;
    Processor m4(options_, out, errors);
    m4.make_source_map((folder_ / "map").string());
    m4.process_text(text, "a.mc");
    BOOST_TEST(m4.finish() == 0);
    BOOST_TEST(out.text == run_m4(text, options_).out);
    std::stringstream map;
    map << std::ifstream(folder_ / "map").rdbuf();
    return without_folder(map.str());
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  std::vector<int> site_lines;

 private:
  [[nodiscard]] std::string without_folder(std::string text) const {
    const std::string prefix = folder_.string() + "/";
    for (std::size_t at = 0; (at = text.find(prefix)) != std::string::npos;) {
      text.erase(at, prefix.size());
    }
    return text;
  }

  std::filesystem::path folder_;
  Options options_;
};

using Lines = std::vector<std::string>;

void check(const Lines& found, const Lines& expected) {
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}
}  // namespace

BOOST_AUTO_TEST_SUITE(origin)

BOOST_AUTO_TEST_CASE(text_of_a_file_has_its_own_line) {
  Run run;
  check(run.lines("one\ntwo three\n\nfour"),
        {"one <- a.mc:1", "two three <- a.mc:2", " <- a.mc:3", "four <- a.mc:4"});
  check(run.lines("a dnl gone\nb\ndnl\ndnl x\nc\n`q\nr'\n"),
        {"a b <- a.mc:1", "c <- a.mc:5", "q <- a.mc:6", "r <- a.mc:7"});
}

BOOST_AUTO_TEST_CASE(an_included_file_is_there_by_its_call) {
  Run run;
  run.file("x.m4", "in\n");
  run.file("y.m4", "define(`b', `include(`x.m4')')b`'");
  check(run.lines("include(`x.m4')\n"),
        {"in <- a.mc:1 include(x.m4) → x.m4:1", " <- a.mc:1"});
  check(run.lines("\ninclude(`y.m4')dnl\n"),
        {" <- a.mc:1", "in <- a.mc:2 include(y.m4) → y.m4:1 b → x.m4:1"});
}

BOOST_AUTO_TEST_CASE(an_expansion_is_there_by_the_call_in_the_file) {
  Run run;
  run.file("x.m4", "in\n");
  check(run.lines("define(`f', `<$1>\n<$2>\n')dnl\n\nf(`1', `2')dnl\n"),
        {" <- a.mc:4", "<1> <- a.mc:5 f(1, 2) because a.mc:1 define(f, <$1> <$2> )",
         "<2> <- a.mc:5 f(1, 2) because a.mc:1 define(f, <$1> <$2> )"});
  // The include is the last thing of its expansion, whose frame is gone before the file is read.
  check(run.lines("define(`g', `h')define(`h', `include(`x.m4')')dnl\ng`'dnl\n"),
        {"in <- a.mc:2 g → x.m4:1 because a.mc:1 define(h, include(`x.m4'))"});
}

BOOST_AUTO_TEST_CASE(a_long_call_is_cut_and_kept_on_one_line) {
  Run run;
  check(run.lines("define(`f', `x')dnl\nf(`a\nb\tc', `" + std::string(80, 'y') + "')\n"),
        {"x <- a.mc:2 f(a b c, " + std::string(51, 'y') + "...) because a.mc:1 define(f, x)"});
  const std::vector<std::string> lines =
      run.lines("define(`f', `x')dnl\nf(`" + std::string(57, 'y') + "\xc3\xa4\xc3\xa4')\n");
  BOOST_TEST(lines.at(0).find("yyy...)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(conditions_let_lines_through_and_are_their_cause) {
  Run run;
  run.file("c.m4", "top\nifdef(`X', `dnl\nyes\nyes2\n', `no\n')dnl\nend\n");
  run.file("d.m4", "define(`X', 1)dnl\n");
  check(run.lines("include(`c.m4')dnl\n"),
        {"top <- a.mc:1 include(c.m4) → c.m4:1", "no <- a.mc:1 include(c.m4) → c.m4:5",
         "end <- a.mc:1 include(c.m4) → c.m4:7"});
  check(run.lines("include(`d.m4')include(`c.m4')dnl\n"),
        {"top <- a.mc:1 include(c.m4) → c.m4:1",
         "yes <- a.mc:1 include(c.m4) → c.m4:3 because a.mc:1 include(d.m4) → d.m4:1 define(X, 1)",
         "yes2 <- a.mc:1 include(c.m4) → c.m4:4 because a.mc:1 include(d.m4) → d.m4:1 define(X, 1)",
         "end <- a.mc:1 include(c.m4) → c.m4:7"});
  BOOST_TEST(run.site_lines.at(1) == 1);
}

BOOST_AUTO_TEST_CASE(conditions_inside_conditions_keep_lines_and_the_cause) {
  Run run;
  check(run.lines("define(`X', 1)dnl\nifdef(`X', `dnl\nifelse(a, a, `\nin\n')dnl\n')dnl\n"),
        {" <- a.mc:3 because a.mc:1 define(X, 1)", "in <- a.mc:4 because a.mc:1 define(X, 1)"});
  check(run.lines("define(`X', 1)dnl\nifdef(`X', `define(`Y', 2)')dnl\nifdef(`Y', `in')\n"),
        {"in <- a.mc:3 because a.mc:2 define(Y, 2) because a.mc:1 define(X, 1)"});
  // Something was expanded while the argument was read: only the condition's own line is known.
  check(run.lines("define(`t', `1\n2\n')dnl\nifelse(a, a, t()`x\n')dnl\n"),
        {"1 <- a.mc:4 ifelse(a, a, 1 2 x )", "2 <- a.mc:4 ifelse(a, a, 1 2 x )",
         "x <- a.mc:4 ifelse(a, a, 1 2 x )"});
}

BOOST_AUTO_TEST_CASE(a_condition_in_a_macro_is_a_cause_too) {
  Run run;
  run.file("cf.m4", "define(`O', `ifdef(`$2', `$1=$2', `-$1')')dnl\n");
  check(run.lines("include(`cf.m4')dnl\ndefine(`confA', `5')dnl\nO(`A', `confA')\nO(`B', `confB')\n"),
        {"A=5 <- a.mc:3 O(A, confA) because a.mc:2 define(confA, 5)",
         "-B <- a.mc:4 O(B, confB)"});
}

BOOST_AUTO_TEST_CASE(what_the_library_defines_explains_nothing) {
  Run run;
  run.file("m4/cf.m4", "define(`F', `text')define(`_D_', 1)m4wrap(`include(`m4/proto.m4')')dnl\n");
  run.file("m4/proto.m4", "ifdef(`_D_', `by default\n')ifdef(`_S_', `by the site\n')dnl\n");
  check(run.lines("include(`m4/cf.m4')dnl\nF\ndefine(`_S_', 1)dnl\n"),
        {"text <- a.mc:2 F",
         "by default <- a.mc:1 include(m4/cf.m4) → m4/cf.m4:1 m4wrap(include(`m4/proto.m4')) → "
         "m4/proto.m4:1",
         "by the site <- a.mc:1 include(m4/cf.m4) → m4/cf.m4:1 m4wrap(include(`m4/proto.m4')) → "
         "m4/proto.m4:2 because a.mc:3 define(_S_, 1)"});
}

BOOST_AUTO_TEST_CASE(text_that_a_macro_keeps_is_told_line_by_line) {
  Run run;
  run.file("cf.m4", "define(`KEEP', `define(`kept', defn(`kept')`$1\n')')dnl\n");
  check(run.lines("include(`cf.m4')dnl\nKEEP(`a')KEEP(`b')dnl\n\nKEEP(`c d')dnl\nkept`'end\n"),
        {" <- a.mc:3", "a <- a.mc:5 kept because a.mc:2 KEEP(a)",
         "b <- a.mc:5 kept because a.mc:2 KEEP(b)", "c d <- a.mc:5 kept because a.mc:4 KEEP(c d)",
         "end <- a.mc:5"});
}

BOOST_AUTO_TEST_CASE(pushed_definitions_keep_their_origins) {
  Run run;
  check(run.lines("define(`X', 1)dnl\npushdef(`X', 2)dnl\nifdef(`X', a)\npopdef(`X')dnl\n"
                  "ifdef(`X', a)\npopdef(`X')ifdef(`X', a, b)\n"),
        {"a <- a.mc:3 because a.mc:2 pushdef(X, 2)", "a <- a.mc:5 because a.mc:1 define(X, 1)",
         "b <- a.mc:6"});
}

BOOST_AUTO_TEST_CASE(lines_are_followed_through_diversions) {
  Run run;
  check(run.lines("divert(2)two\ndivert(1)one\ndivert(-1)\ngone\ndivert(0)zero\n"),
        {"zero <- a.mc:5", "one <- a.mc:2", "two <- a.mc:1"});
  check(run.lines("divert(1)a\nb\ndivert(2)c\nundivert(1)d\ndivert(0)dnl\n"),
        {"c <- a.mc:3", "a <- a.mc:1", "b <- a.mc:2", "d <- a.mc:4"});
  // The first text that is not blank counts, also where a line goes on from another diversion.
  check(run.lines("divert(1)x\ny\ndivert(0) undivert(1)dnl\n"), {" x <- a.mc:1", "y <- a.mc:2"});
  check(run.lines("divert(1)x\ny\ndivert(0)\nz undivert(1)dnl\n"),
        {" <- a.mc:3", "z x <- a.mc:4", "y <- a.mc:2"});
  check(run.lines("divert(1)  divert(2)b divert(0)\ndivert(1)a\n"),
        {" <- a.mc:1", "  a <- a.mc:2", "b  <- a.mc:1"});
}

BOOST_AUTO_TEST_CASE(lines_are_followed_through_spilled_diversions) {
  Run run;
  std::string text = "divert(3)dnl\n";
  const std::size_t count = kDiversionMemory / 20 + 5000;
  for (std::size_t i = 0; i < count; ++i) text += "a line of diverted text\n";
  const Lines lines = run.lines(text + "divert(0)first\n");
  BOOST_REQUIRE(lines.size() == count + 1);
  BOOST_TEST(lines.front() == "first <- a.mc:" + std::to_string(count + 2));
  BOOST_TEST(lines.back() ==
             "a line of diverted text <- a.mc:" + std::to_string(count + 1));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_undiverted_is_told) {
  Run run;
  run.file("raw", "x define\ny\n");
  check(run.lines("undivert(`raw')dnl\n"), {"x define <- a.mc:1 undivert(raw) → raw:1",
                                           "y <- a.mc:1 undivert(raw) → raw:2"});
}

BOOST_AUTO_TEST_CASE(tracking_may_begin_with_the_library) {
  Run run;
  run.file("cf.m4", "define(`F', `text')\n");
  const std::string text = "before\ndivert(1)kept\ndivert(0)half include(`" +
                           (run.folder() / "cf.m4").string() + "')F\n";
  StringSink out, errors;
  Processor m4({}, out, errors);
  Recorder recorder(m4);
  m4.on_library = [&] { m4.observe(recorder); };
  m4.process_text(text, "a.mc");
  m4.finish();
  BOOST_REQUIRE(recorder.lines.size() == 3);
  BOOST_TEST(recorder.lines[1] == "text <- a.mc:3 F");
  BOOST_TEST(recorder.lines[2] == "kept <- ");
  BOOST_TEST(recorder.lines[0].ends_with("cf.m4:1"));
}

BOOST_AUTO_TEST_CASE(an_observer_hears_of_calls_and_failures) {
  Run run;
  run.file("x.m4", "define(`f', `len(`a')')dnl\nf\n");
  StringSink out, errors;
  Processor m4({}, out, errors);
  Recorder recorder(m4);
  m4.observe(recorder);
  const std::string name = (run.folder() / "x.m4").string();
  m4.process_file(name);
  m4.process_text("sinclude(`/none')dnl\ninclude(`/none')\nlen(`a", "b");
  BOOST_TEST(m4.finish() == 1);
  check(recorder.files, {name});
  check(recorder.calls, {"define at " + name + ":1", "dnl at " + name + ":1", "f at " + name + ":2",
                         "sinclude at b:1", "dnl at b:1", "include at b:2"});
  check(recorder.failures, {"/none silently at b:1", "/none at b:2"});
  BOOST_TEST((recorder.unfinished == Unfinished::kString));
  BOOST_TEST(recorder.unfinished_line == 3);
}

BOOST_AUTO_TEST_CASE(a_map_tells_runs_of_lines) {
  Run run;
  run.file("lib/m4/cf.m4", "define(`F', `p\nq\n')dnl\nl1\nl2\n");
  const std::string map = run.map("one\ntwo\ninclude(`lib/m4/cf.m4')dnl\nF`'dnl\n");
  BOOST_TEST(map ==
             "sendwright-source-map 1\n"
             "output\t6\t18\t" + map.substr(map.find("18\t") + 3, 16) + "\n"
             "file\ta.mc\ta.mc\n"
             "file\tm4/cf.m4\tlib/m4/cf.m4\n\n"
             "1-2\ta.mc:1-2\n"
             "3-4\ta.mc:3 include(lib/m4/cf.m4)\tm4/cf.m4:4-5\n"
             "5-6\ta.mc:4 F\n");
}

BOOST_AUTO_TEST_CASE(a_map_that_cannot_be_written_is_an_error) {
  StringSink out, errors;
  Processor m4({}, out, errors);
  m4.make_source_map("/nonexistent/map");
  m4.process_text("x\n", "a.mc");
  BOOST_TEST(m4.finish() == 1);
  BOOST_TEST(out.text == "x\n");
  BOOST_TEST(errors.text ==
             "m4: cannot write source map `/nonexistent/map': No such file or directory\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4
