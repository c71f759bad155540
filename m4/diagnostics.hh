// Errors and warnings on standard error in the shape `PROGRAM:FILE:LINE: text', and what they do to
// the exit status (options -E and -Q).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace sendwright::m4 {

// Where bytes go: standard output, standard error, or a string in tests.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // False when the bytes could not be written; errno says why.
  virtual bool write(std::string_view bytes) = 0;
};

// Writes to a file descriptor that it does not own.
class DescriptorSink final : public ByteSink {
 public:
  explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}
  bool write(std::string_view bytes) override;

 private:
  int descriptor_;
};

class StringSink final : public ByteSink {
 public:
  bool write(std::string_view bytes) override {
    text.append(bytes);
    return true;
  }
  std::string text;
};

// A place in the input. `file' belongs to the processor and lives as long; line 0: no place known.
struct Location {
  const std::string* file = nullptr;
  int line = 0;
};

// Thrown to end the run with this exit status, by m4exit and after a fatal error.
struct Exit {
  int status;
};

class Diagnostics {
 public:
  Diagnostics(std::string program, ByteSink& errors) : program_(std::move(program)),
                                                       errors_(errors) {}

  // "Warning: text".
  void warn(Location location, std::string_view text);
  // The same about a number of arguments: silent with -Q.
  void warn_of_arguments(Location location, std::string_view text);
  // An error that leaves the exit status alone, unless -E is given.
  void complain(Location location, std::string_view text);
  // An error that makes the exit status 1.
  void fail(Location location, std::string_view text);
  // The same, which does not end the run whatever -E says.
  void report(Location location, std::string_view text);
  // An error that -E lets change the exit status, but not end the run.
  void regret(Location location, std::string_view text);
  // Says something that leaves the exit status alone whatever -E says.
  void remark(Location location, std::string_view text);
  // An error after which nothing can go on: throws Exit.
  [[noreturn]] void fatal(Location location, std::string_view text);
  // Text as it is.
  void write(std::string_view text);
  // Called before anything is written, so that standard output keeps in step.
  void set_before_write(std::function<void()> action) { before_write_ = std::move(action); }

  [[nodiscard]] int exit_status() const { return exit_status_; }
  [[nodiscard]] const std::string& program() const { return program_; }
  [[nodiscard]] bool is_quiet() const { return is_quiet_; }
  void set_quiet(bool quiet) { is_quiet_ = quiet; }
  // 0: warnings are harmless; 1: they make the exit status 1; 2: the first one ends the run.
  void set_fatal_warnings(int level) { fatal_warnings_ = level; }

 private:
  void put(Location location, std::string_view kind, std::string_view text);
  void count_warning();

  std::string program_;
  ByteSink& errors_;
  std::function<void()> before_write_;
  int exit_status_ = 0;
  int fatal_warnings_ = 0;
  bool is_quiet_ = false;
};

}  // namespace sendwright::m4
