// Frozen state: what -F writes at the end of a run and -R takes up at the start of another, so that
// a macro library need not be expanded anew each time. The format is GNU m4's version 1, and the
// files of both programs load in both: docs/sendwright-m4.1 describes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace sendwright::m4 {

class Processor;

// One record: T a text definition, F a builtin's (`first' the macro, `second' what it stands for),
// D a diversion (`number', text in `second'), Q quotes, C comment delimiters.
struct FrozenRecord {
  char kind = '\0';
  int number = 0;
  std::string_view first;
  std::string_view second;
};

struct FrozenFault {
  int line;
  std::string text;
  int exit_status;
};

// Takes a frozen file apart. Lengths in it are believed only as far as there are bytes.
class FrozenReader {
 public:
  // `bytes' must outlive the reader and its records.
  explicit FrozenReader(std::string_view bytes) : rest_(bytes) {}

  // The version line, which comes first; then one record after the other, none at the end.
  std::expected<void, FrozenFault> read_version();
  std::expected<std::optional<FrozenRecord>, FrozenFault> next();

 private:
  void skip_comments();
  int number();
  void expect(char sign);
  void expect_line_feed();
  std::string_view take_text(int size);

  std::string_view rest_;
  int line_ = 1;
};

// The number of buckets that decides the order of GNU m4's records (its option -H).
inline constexpr std::uint64_t kFrozenBuckets = 65537;

// Both end the run with a diagnostic (Exit) when the file cannot be read or written.
void write_frozen_state(Processor& m4, const std::string& path, std::uint64_t buckets);
void reload_frozen_state(Processor& m4, const std::string& path);

}  // namespace sendwright::m4
