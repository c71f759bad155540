// What the checks of a .cf have found, and how it is told. In: findings in any order. Out: one line
// for each,
//   FILE:LINE: warning: what; what to do (from sendmail.mc:12 FEATURE(access_db))
// in the order of the file, and the exit status. The place of the .mc comes from the source map.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/configuration.hh"
#include "config/source_map.hh"

namespace sendwright::rules::lint {

// An error stops mail or lets strangers' mail through; a warning is probably a mistake; a note is
// usual where a library made the file, and shown only when asked for.
enum class Severity { kNote, kWarning, kError };

struct Finding {
  Severity severity = Severity::kWarning;
  config::SourceLine where;  // line 0: the file as a whole
  std::string what;          // `what; what to do`
};

class Findings {
 public:
  void note(config::SourceLine where, std::string what);
  void warning(config::SourceLine where, std::string what);
  void error(config::SourceLine where, std::string what);

  [[nodiscard]] const std::vector<Finding>& all() const { return findings_; }
  [[nodiscard]] std::size_t count(Severity severity) const;
  // 0: nothing but notes; 1: warnings; 2: errors.
  [[nodiscard]] int exit_status() const;

  // One line each, sorted by line; `places` may be nullptr.
  [[nodiscard]] std::string lines(bool shows_notes, const config::SourceMap* places) const;
  // "1 error, 2 warnings, 3 notes"
  [[nodiscard]] std::string summary() const;

 private:
  void add(Severity severity, config::SourceLine where, std::string what);

  std::vector<Finding> findings_;
};

// `from sendmail.mc:12 FEATURE(access_db)`, or "" if the map does not know the line.
[[nodiscard]] std::string site_place(const config::SourceMap* places, int line);

}  // namespace sendwright::rules::lint
