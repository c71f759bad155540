// Frozen state: the reader alone on good and bad files, and a round trip through a real file.
#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "m4/frozen.hh"
#include "unit/m4/support.hh"

namespace sendwright::m4 {

namespace {

// What is wrong with a file as "LINE STATUS TEXT"; "" when nothing is.
std::string fault_in(std::string_view bytes) {
  const auto shown = [](const FrozenFault& fault) {
    return std::to_string(fault.line) + " " + std::to_string(fault.exit_status) + " " + fault.text;
  };
  FrozenReader reader(bytes);
  const auto version = reader.read_version();
  if (!version) return shown(version.error());
  while (true) {
    const auto record = reader.next();
    if (!record) return shown(record.error());
    if (!*record) return "";
  }
}

// A file in a place of its own, gone with the test.
class TemporaryFile {
 public:
  TemporaryFile() {
    const int descriptor = ::mkstemp(path_.data());
    BOOST_REQUIRE(descriptor >= 0);
    ::close(descriptor);
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
  }

 private:
  std::string path_ = "/tmp/sendwright-frozen-XXXXXX";
};

Outcome run_reloaded(std::string_view text, const std::string& path) {
  Options options;
  options.reload_file = path;
  StringSink out;
  StringSink errors;
  Processor m4(std::move(options), out, errors);
  if (m4.reload()) m4.process_text(text, "test");
  const int status = m4.finish();
  return {out.text, errors.text, status};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(frozen)

BOOST_AUTO_TEST_CASE(reads_each_kind_of_record) {
  FrozenReader reader("# comment\n\nV1\nT2,3\nabx\ny\nD-4,2\nq\n\nF1,3\nllen\n");
  BOOST_REQUIRE(reader.read_version());
  auto record = reader.next();
  BOOST_REQUIRE(record && *record);
  BOOST_TEST((*record)->kind == 'T');
  BOOST_TEST((*record)->first == "ab");
  BOOST_TEST((*record)->second == "x\ny");
  record = reader.next();
  BOOST_REQUIRE(record && *record);
  BOOST_TEST((*record)->number == -4);
  BOOST_TEST((*record)->second == "q\n");
  record = reader.next();
  BOOST_REQUIRE(record && *record);
  BOOST_TEST((*record)->second == "len");
  record = reader.next();
  BOOST_REQUIRE(record);
  BOOST_TEST(!record->has_value());
}

BOOST_AUTO_TEST_CASE(names_what_is_wrong_and_where) {
  BOOST_TEST(fault_in("") == "1 1 expecting character `V' in frozen file");
  BOOST_TEST(fault_in("#") == "1 1 expecting line feed in frozen file");
  BOOST_TEST(fault_in("V2\n") == "1 63 frozen file version 2 greater than max supported of 1");
  BOOST_TEST(fault_in("V0\n") == "1 1 ill-formed frozen file, version directive expected");
  BOOST_TEST(fault_in("V1\nZ1,1\nab\n") == "2 1 ill-formed frozen file");
  BOOST_TEST(fault_in("V1\nT1\n") == "2 1 expecting character `,' in frozen file");
  BOOST_TEST(fault_in("V1\nT1,1\nabc\n") == "3 1 expecting line feed in frozen file");
}

BOOST_AUTO_TEST_CASE(believes_no_length_beyond_the_file) {
  BOOST_TEST(fault_in("V1\nT1,5\nab\n") == "2 1 premature end of frozen file");
  BOOST_TEST(fault_in("V1\nT2147483647,2147483647\nab\n") == "2 1 premature end of frozen file");
  BOOST_TEST(fault_in("V1\nT9223372036854775807,1\nab\n") ==
             "2 1 integer overflow in frozen file");
  BOOST_TEST(fault_in("V1\nD-2147483648,1\na\n") == "2 1 integer overflow in frozen file");
  BOOST_TEST(fault_in("V1\nT1,3\n\n") == "3 1 premature end of frozen file");
}

BOOST_AUTO_TEST_CASE(what_is_frozen_comes_back) {
  const TemporaryFile file;
  Options options;
  options.freeze_file = file.path();
  const Outcome frozen = run_m4(
      "define(`f', `<$1>')pushdef(`f', `[$1]')undefine(`eval')divert(2)two\ndivert(-1)"
      "changequote({,})changecom(%)",
      options);
  BOOST_TEST(frozen.status == 0);
  BOOST_TEST(frozen.out == "");
  const Outcome outcome =
      run_reloaded("divert(0)f(a)popdef({f})f(b) eval(1) {x} % f(c)\n", file.path());
  BOOST_TEST(outcome.out == "[a]<b> eval(1) x % f(c)\ntwo\n");
  BOOST_TEST(outcome.errors == "");
  BOOST_TEST(outcome.status == 0);
}

BOOST_AUTO_TEST_CASE(a_diversion_beyond_memory_is_frozen_whole) {
  const TemporaryFile file;
  Options options;
  options.freeze_file = file.path();
  const std::string line(1023, 'x');
  std::string text = "divert(1)";
  for (int i = 0; i < 3000; ++i) text += line + "\n";
  BOOST_TEST(run_m4(text, options).status == 0);
  BOOST_TEST(file.content().find("\nD1,3072000\nxxx") != std::string::npos);
  BOOST_TEST(run_reloaded("", file.path()).out == text.substr(9));
}

BOOST_AUTO_TEST_CASE(a_builtin_of_another_program_is_an_error_when_called) {
  const TemporaryFile file;
  file.write("V1\nF1,7\nxchanges\nF3,3\nlenlen\n");
  const Outcome outcome = run_reloaded("len(abc)x", file.path());
  BOOST_TEST(outcome.out == "3");
  BOOST_TEST(outcome.errors ==
             "m4:test:1: builtin `x' requested by frozen file is not supported\n");
}

BOOST_AUTO_TEST_CASE(a_file_of_a_later_version_ends_with_63) {
  const TemporaryFile file;
  file.write("V2\n");
  const Outcome outcome = run_reloaded("x", file.path());
  BOOST_TEST(outcome.status == 63);
  BOOST_TEST(outcome.out == "");
  BOOST_TEST(outcome.errors == "m4:" + file.path() +
                                   ":1: frozen file version 2 greater than max supported of 1\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4
