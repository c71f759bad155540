// Reads the source map that the macro processor writes beside a .cf (m4 --source-map, see
// docs/source-map.md): which lines of which .mc and .m4 files a line of the .cf came from. In: the
// text of the map. Out: for a line number, the chain of places. The map is outside input: a fault
// in it is an error that names its line, its size is bounded, and it never decides anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"

namespace sendwright::config {

// One step of a chain: a macro call written in a file, or (without a call) the text itself.
struct SourcePlace {
  std::string file;  // library files as the library calls them: feature/access_db.m4
  int line = 0;      // 0: not a line of a file (the command line)
  std::string call;  // FEATURE(access_db), shortened; empty for the text itself
  bool begins_cause = false;  // this and what follows says why the places before are there

  bool operator==(const SourcePlace&) const = default;
};

class SourceMap {
 public:
  static base::Result<SourceMap> load(const std::string& path);
  static base::Result<SourceMap> parse(std::string text);

  // Whether the map was made together with this .cf; if not, nothing it says counts.
  [[nodiscard]] bool matches(std::string_view cf) const;
  // Lines of the .cf.
  [[nodiscard]] int line_count() const { return line_count_; }

  // Outermost first, then the causes. Empty for a line that the map does not know.
  [[nodiscard]] std::vector<SourcePlace> chain_of(int line) const;
  // The innermost file and line: where the text stands, or the call that made it.
  [[nodiscard]] std::optional<SourcePlace> text_place_of(int line) const;
  // Where the site asked for it: the outermost place of the last cause, else of the chain itself.
  [[nodiscard]] std::optional<SourcePlace> site_place_of(int line) const;
  // sendmail.mc:12 FEATURE(access_db) → feature/access_db.m4:31
  [[nodiscard]] std::string describe(int line) const;
  // The name by which m4 opened a file of a chain.
  [[nodiscard]] std::string opened_name(const std::string& file) const;

 private:
  // The places of lines first to last of the .cf, as they stand in text_.
  struct Record {
    int first;
    int last;
    std::size_t begin;
    std::size_t length;
  };

  base::Result<void> parse_header_line(std::string_view line);
  base::Result<void> parse_record(std::string_view line);
  [[nodiscard]] const Record* find(int line) const;

  std::string text_;
  std::vector<Record> records_;  // by line, without gaps
  std::map<std::string, std::string> opened_names_;
  int line_count_ = -1;
  std::uint64_t octets_ = 0;
  std::uint64_t digest_ = 0;
};

}  // namespace sendwright::config
