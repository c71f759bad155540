// Watches a run that compiles a .mc and tells what its writer most likely did not mean. In: what
// the processor tells its observers, and at the end the text of the site's own files. Out: findings
// on standard error, as `PROGRAM:FILE:LINE: warning: what; what to write instead'.
//
// The names of the library (features, mailers, conf names, macros) are never repeated here: they
// are taken from the library that the run uses and from what is defined at its end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "m4/lint/call_check.hh"
#include "m4/lint/findings.hh"
#include "m4/lint/library.hh"
#include "m4/lint/output_line.hh"
#include "m4/lint/vocabulary.hh"
#include "m4/observer.hh"

namespace sendwright::m4 {
class Processor;
}

namespace sendwright::m4::lint {

class Linter final : public Observer {
 public:
  // `is_asked': option --lint, which tells errors from warnings and counts them. The processor must
  // outlive the linter.
  Linter(Processor& m4, bool is_asked);

  void on_file_opened(const std::string& name, OriginId origin) override;
  void on_open_failed(std::string_view name, const Place& place, int error,
                      bool is_silent) override;
  void on_call(const Arguments& arguments, const Place& place) override;
  void on_output_line(std::string_view line, const Place& place) override;
  void on_unfinished(Unfinished what, Location opened) override;
  // Looks at the files as they are written, and tells all that was found.
  void on_finish() override;

  [[nodiscard]] bool has_errors() const { return findings_.errors() > 0; }

 private:
  // A line of the output that is not what a .cf holds.
  struct OddLine {
    std::string text;
    FileLine where;
    LineKind kind;
  };
  // A part of the library that the site has asked for and that is not there.
  struct Missing {
    LibraryPart part;
    FileLine where;
  };

  bool is_of_site(const std::string* file);
  void complete_rule(std::string_view continuation);
  void scan_sources();
  void tell_unclosed(const std::string& file, int suspect_line);
  void tell_missing(const Missing& missing);
  void tell_odd_line(const OddLine& odd);
  bool tell_odd_word(const OddLine& odd);
  void check_essentials();
  void print();

  Processor& m4_;
  bool is_asked_;
  Findings findings_;
  Vocabulary vocabulary_;
  CallCheck calls_;
  std::optional<Library> library_;
  std::vector<Missing> missing_;
  std::vector<OddLine> odd_lines_;
  struct {
    Unfinished what;
    FileLine opened;
    bool is_set = false;
  } unfinished_;

  const std::string* last_file_ = nullptr;  // the last one that is_of_site() was asked about
  bool last_is_of_site_ = false;
  Location section_;       // where text of the site begins: the first LOCAL_CONFIG or its like
  Location last_command_;  // of a .cf line that the next line may continue
};

}  // namespace sendwright::m4::lint
