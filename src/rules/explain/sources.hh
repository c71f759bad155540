// Where a line of the .cf comes from: the .cf itself and, through the source map that m4 wrote
// beside it (docs/source-map.md), the line and call of the .mc.
#pragma once

#include <optional>
#include <string>

#include "config/configuration.hh"
#include "config/source_map.hh"

namespace sendwright::rules::explain {

struct Place {
  std::string cf;    // `sendmail.cf:301`
  std::string mc{};    // `sendmail.mc:12`; empty: not known, or the rule is in every configuration
  std::string call{};  // `FEATURE(access_db)`; empty: the text itself, or not known
  std::string text{};  // where the library has the text, `feature/access_db.m4:31`; may be empty

  bool is_standard = false;  // what no line of the .mc asks for: the library's own frame

  // `sendmail.cf:301 (sendmail.mc:12 FEATURE(access_db))`, `sendmail.cf:20 (standard rules)`
  [[nodiscard]] std::string shown() const;
};

class Sources {
 public:
  // Reads FILE.cf.map if it is there and belongs to this very .cf.
  explicit Sources(const std::string& cf_file);

  [[nodiscard]] Place place(const config::SourceLine& where) const;
  // Why no lines of the .mc are named, and what to do; empty: they are.
  [[nodiscard]] const std::string& notice() const { return notice_; }
  [[nodiscard]] const std::string& cf_file() const { return cf_file_; }

 private:
  std::string cf_file_;
  std::optional<config::SourceMap> map_;
  std::string notice_;
};

}  // namespace sendwright::rules::explain
