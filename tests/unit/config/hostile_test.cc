// Configuration files that nobody wrote in good faith, or that something damaged.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "address/meta.hh"
#include "config/cf_reader.hh"
#include "config/class_program.hh"
#include "config/expand.hh"
#include "config/file_safety.hh"
#include "config/limits.hh"

namespace {

using namespace sendwright;
using namespace sendwright::config;

constexpr std::string_view kBase =
    "V10/Berkeley\nO QueueDirectory=/q\nMlocal, P=/bin/mail, F=l, A=mail -d $u\n";

// A folder that only we can write to, and its files.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "hostile.XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, std::string_view text, mode_t mode = 0644) const {
    const std::string file = path_ / name;
    std::ofstream(file) << text;
    chmod(file.c_str(), mode);
    return file;
  }
  [[nodiscard]] std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

ReadOutcome read(std::string_view tail) {
  return read_configuration_text(std::string(kBase) + std::string(tail), "x.cf", {});
}

std::string first_message(const ReadOutcome& outcome) {
  return outcome.messages.empty() ? "" : outcome.messages.front().text;
}

BOOST_AUTO_TEST_CASE(errors_have_a_status_and_notes_have_none) {
  BOOST_TEST((read("Zx\n").exit_code == base::ExitCode::kSoftware));
  BOOST_TEST((read("FX/nonexistent\nZx\n").exit_code == base::ExitCode::kSystemError));
  const ReadOutcome noted = read("O Timeout.mail=5x\nO QueueDir=/q\nO MaxHeadersLength=100\n");
  BOOST_TEST((noted.exit_code == base::ExitCode::kOk));
  BOOST_REQUIRE(noted.messages.size() == 3U);
  BOOST_TEST(noted.messages[0].text == "x.cf: line 4: Invalid time unit `x'");
  BOOST_TEST(noted.messages[1].text ==
             "x.cf: line 5: Option QueueDir used as abbreviation for QueueDirectory");
  BOOST_TEST(noted.messages[2].text ==
             "Warning: MaxHeadersLength: headers length limit set lower than 16384");
  const ReadOutcome stopped = read("O DeliveryMode=x\nZnot read any more\n");
  BOOST_TEST(stopped.was_given_up);
  BOOST_TEST((stopped.exit_code == base::ExitCode::kUsage));
  BOOST_TEST(stopped.messages.size() == 1U);
}

BOOST_AUTO_TEST_CASE(octets_of_the_file_are_no_metatokens) {
  std::string every = "ST\nR";
  for (int octet = 0x80; octet <= 0x9f; ++octet) every += static_cast<char>(octet);
  const ReadOutcome outcome = read(every + "\tx\nDX\x85\x90\nCX\x83\n");
  const Configuration& configuration = *outcome.configuration;
  const std::string_view lhs =
      configuration.rulesets[static_cast<std::size_t>(*configuration.find_ruleset("T"))].rules[0].lhs;
  BOOST_TEST(std::ranges::none_of(lhs, address::is_meta));
  BOOST_TEST(macro_value("X", configuration.macros) == "??");
}

BOOST_AUTO_TEST_CASE(a_line_ends_at_nul) {
  using namespace std::string_literals;
  const ReadOutcome outcome = read("DXbefore\0after\nDYnext\n"s);
  BOOST_TEST(outcome.configuration->macros.get("X") == "before");
  BOOST_TEST(outcome.configuration->macros.get("Y") == "next");
}

BOOST_AUTO_TEST_CASE(huge_lines_and_files) {
  const std::string line(1 << 20, 'x');
  for (const char* begin : {"D{X}", "C{X}", "H", "K", "M", "O ", "Q", "R", "S", "X", "", "$"}) {
    (void)read(std::string(begin) + line + "\n");
  }
  std::string many;
  while (many.size() < (4U << 20)) many += "# a comment as any other\nDXvalue\n";
  BOOST_TEST(read(many).messages.empty());
}

BOOST_AUTO_TEST_CASE(lines_that_are_too_long) {
  const std::string piece(1 << 20, 'x');
  std::string line = "D{X}";
  while (line.size() <= kMaxLineOctets) line += piece;
  const ReadOutcome outcome = read(line + "\nDYnext\n");
  BOOST_TEST(first_message(outcome) == "x.cf: line 4: line too long (16 MiB max)");
  BOOST_TEST(outcome.was_given_up);
  BOOST_TEST((outcome.exit_code == base::ExitCode::kSoftware));
  // Nor may continuations make it one.
  std::string folded = "C{X}";
  while (folded.size() <= kMaxLineOctets) folded += "\n\t" + piece;
  BOOST_TEST(read(folded + "\n").was_given_up);
}

// A few octets each that stand for a large text.
BOOST_AUTO_TEST_CASE(lines_whose_macros_are_large) {
  std::string text = "D{B}" + std::string(1 << 17, 'x') + "\n";
  for (int i = 0; i < 3000; ++i) text += "Km" + std::to_string(i) + " null ${B}\n";
  const ReadOutcome outcome = read(text);
  BOOST_TEST(first_message(outcome).ends_with(
      "configuration too large (256 MiB max after replacing macros)"));
  BOOST_TEST(outcome.was_given_up);
  BOOST_TEST(outcome.configuration->maps.size() < 3000U);
}

BOOST_AUTO_TEST_CASE(more_messages_than_anybody_reads) {
  std::string text;
  for (std::size_t i = 0; i < 2 * kMaxMessages; ++i) text += "y\n";
  const ReadOutcome outcome = read(text + "DYlast\n");
  BOOST_TEST(outcome.messages.size() == kMaxMessages + 1);
  BOOST_TEST(outcome.messages.back().text.ends_with("too many messages, the rest is not shown"));
  BOOST_TEST(outcome.configuration->macros.get("Y") == "last");
}

BOOST_AUTO_TEST_CASE(many_lines_of_each_kind) {
  std::string text = "ST\n";
  for (int i = 0; i < 20000; ++i) {
    const std::string number = std::to_string(i);
    text += "K" + number + " null\nC{N" + number + "}a b\nR$* h" + number + " $*\t$1 $2\nHX-" + number +
            ": v\nE" + number + "=v\n";
  }
  const ReadOutcome outcome = read(text);
  BOOST_TEST(outcome.messages.empty());
  BOOST_TEST(outcome.configuration->maps.size() == 20000U);
  BOOST_TEST(read(text + "K7 null\n").configuration->maps.back().name == "7");
}

BOOST_AUTO_TEST_CASE(configurations_that_are_no_files) {
  const Folder folder;
  const std::string pipe = folder.path() + "/pipe";
  BOOST_REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const std::string large = folder.write("large", "V10\n");
  BOOST_REQUIRE(truncate(large.c_str(), static_cast<off_t>(kMaxFileOctets) + 1) == 0);
  const std::vector<std::pair<std::string, std::string>> cases{
      {pipe, "not a plain file"},
      {folder.path(), "not a plain file"},
      {"/dev/zero", "not a plain file"},
      {large, "cannot open: too large"},
      {folder.path() + "/none", "cannot open: No such file or directory"}};
  for (const auto& [path, reason] : cases) {
    const ReadOutcome outcome = read_configuration(path, {});
    BOOST_TEST((outcome.exit_code == base::ExitCode::kSystemFile));
    BOOST_TEST(first_message(outcome) == path + ": line 0: " + reason);
  }
}

namespace {
std::string problem_of(const std::string& class_file) {
  return base::open_safely(class_file, class_file_safety({})).problem;
}
}  // namespace

BOOST_AUTO_TEST_CASE(class_files_that_are_no_files) {
  const Folder folder;
  const std::string pipe = folder.path() + "/pipe";
  BOOST_REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_TEST(problem_of(pipe) == "Regular files only");
  const std::string large = folder.write("large", "word\n");
  BOOST_REQUIRE(truncate(large.c_str(), static_cast<off_t>(kMaxFileOctets) + 1) == 0);
  BOOST_TEST(first_message(read("F{X}" + large + "\n")) ==
             "x.cf: line 4: fileclass: cannot open '" + large + "': too large");
}

BOOST_AUTO_TEST_CASE(macros_that_never_end) {
  std::string text = "${a}";
  for (int i = 0; i < 200; ++i) text += "${a}${b}";
  const ReadOutcome outcome = read("D{a}" + text + "\nD{b}" + text + "\n");
  const std::string value = macro_value("a", outcome.configuration->macros);
  BOOST_TEST(value.size() <= (1U << 19));
}

BOOST_AUTO_TEST_CASE(class_files_that_others_could_change) {
  const Folder folder;
  const std::string file = folder.write("words", "one\n");
  BOOST_TEST(problem_of(file).empty());
  BOOST_TEST(problem_of("/dev/zero") == "Regular files only");
  BOOST_TEST(problem_of(folder.path()) == "Regular files only");
  chmod(folder.path().c_str(), 0777);
  // For all but root it is their own affair.
  const std::string problem = ::geteuid() == 0 ? "World writable directory" : "";
  BOOST_TEST(problem_of(file) == problem);
  if (!problem.empty())
    BOOST_TEST(first_message(read("F{X}" + file + "\n")) ==
               "x.cf: line 4: fileclass: cannot open '" + file + "': " + problem);
  BOOST_TEST(read("O DontBlameSendmail=ClassFileInUnsafeDirPath\nF{X}" + file + "\n")
                 .messages.empty());
}

BOOST_AUTO_TEST_CASE(a_configuration_that_others_could_change) {
  const Folder folder;
  const std::string file = folder.write("x.cf", kBase, 0664);
  ReadOptions options;
  options.operation_mode = 'd';
  BOOST_TEST(first_message(read_configuration(file, options)) ==
             file + ": WARNING: dangerous write permissions");
  options.operation_mode = 't';
  BOOST_TEST(read_configuration(file, options).messages.empty());
}

BOOST_AUTO_TEST_CASE(programs_that_print_for_ever) {
  const Folder folder;
  const std::string program = folder.write("p", "#!/bin/sh\nwhile :; do echo word; done\n", 0755);
  chmod(folder.path().c_str(), 0755);
  const auto output = output_of_program(program, {"0", "0"});
  BOOST_REQUIRE(output.has_value());
  BOOST_TEST(output->size() >= (1U << 20));
  BOOST_TEST(output->size() < (1U << 20) + 8192);
  const auto missing = output_of_program(folder.path() + "/none", {"0", "0"});
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST(missing.error().message == "No such file or directory");
}

BOOST_AUTO_TEST_CASE(programs_that_do_not_end) {
  const Folder folder;
  const std::string program =
      folder.write("p", "#!/bin/sh\necho first\nexec /bin/sleep 1000\n", 0755);
  chmod(folder.path().c_str(), 0755);
  const auto output = output_of_program(program, {"0", "0"}, std::chrono::seconds(2));
  BOOST_REQUIRE(output.has_value());
  BOOST_TEST(*output == "first\n");
}

// As DefaultUser says, with nothing of ours.
BOOST_AUTO_TEST_CASE(programs_run_as_the_default_user) {
  if (geteuid() != 0) return;
  const Folder folder;
  chmod(folder.path().c_str(), 0755);
  const std::string program = folder.write("p", "#!/bin/sh\n/usr/bin/id -u\n/usr/bin/id -G\n", 0755);
  const auto output = output_of_program(program, {"2", "3"});
  BOOST_REQUIRE(output.has_value());
  BOOST_TEST(*output == "2\n3\n");
}

}  // namespace
