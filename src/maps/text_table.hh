// A small file held in memory as key and value pairs, read again when it has changed. Common to the
// classes text and stab.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/file_safety.hh"
#include "base/result.hh"

namespace sendwright::maps {

using TextTable = std::unordered_map<std::string, std::string>;  // keys in lower case

// The whole of a file that is open; more than `limit` octets is an error.
[[nodiscard]] base::Result<std::string> read_text_file(const base::OpenedFile& file, size_t limit);

class TextFile {
 public:
  using Parser = std::function<TextTable(std::string_view content)>;
  TextFile(std::string path, base::FileSafety safety, Parser parser)
      : path_(std::move(path)), safety_(safety), parser_(std::move(parser)) {}

  // What the file holds now (it is looked at a few times a second at most), or why it cannot be read,
  // with the file's name.
  [[nodiscard]] base::Result<std::shared_ptr<const TextTable>> table();
  [[nodiscard]] bool exists() const;

 private:
  const std::string path_;
  const base::FileSafety safety_;
  const Parser parser_;
  std::mutex mutex_;
  std::shared_ptr<const TextTable> table_;
  std::string failure_;
  struct stat seen_ {};
  std::chrono::steady_clock::time_point next_check_{};
};

// Class text: one entry a line in columns counted from 0, separated by `delimiter` (0: runs of blanks
// and tabs). The first line with a key counts.
[[nodiscard]] TextTable parse_text_table(std::string_view content, size_t key_column,
                                         size_t value_column, char delimiter);

}  // namespace sendwright::maps
