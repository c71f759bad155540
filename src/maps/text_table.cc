#include "maps/text_table.hh"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "base/strings.hh"
#include "maps/opening_problem.hh"

namespace sendwright::maps {
namespace {

constexpr auto kCheckInterval = std::chrono::milliseconds(250);
constexpr size_t kMaxTextFile = 64 * 1024 * 1024;
constexpr std::string_view kBlanks = " \t";

std::optional<std::string_view> column(std::string_view line, size_t number, char delimiter) {
  if (delimiter == '\0') {
    size_t begin = line.find_first_not_of(kBlanks);
    for (; number > 0 && begin != std::string_view::npos; --number) {
      const size_t end = line.find_first_of(kBlanks, begin);
      begin = end == std::string_view::npos ? end : line.find_first_not_of(kBlanks, end);
    }
    if (begin == std::string_view::npos) return std::nullopt;
    line.remove_prefix(begin);
    return line.substr(0, line.find_first_of(kBlanks));
  }
  for (; number > 0; --number) {
    const size_t end = line.find(delimiter);
    if (end == std::string_view::npos) return std::nullopt;
    line.remove_prefix(end + 1);
  }
  return line.substr(0, line.find(delimiter));
}

}  // namespace

base::Result<std::string> read_text_file(const base::OpenedFile& file, size_t limit) {
  if (!file.problem.empty()) return base::temporary(file.problem);
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(file.file.get(), buffer, sizeof buffer);
    if (count == 0) return content;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::temporary(std::strerror(errno));
    content.append(buffer, static_cast<size_t>(count));
    if (content.size() > limit) return base::temporary("file too large");
  }
}

TextTable parse_text_table(std::string_view content, size_t key_column, size_t value_column,
                           char delimiter) {
  TextTable table;
  for (std::string_view line : base::split(content, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with('#') || line.empty()) continue;
    const auto key = column(line, key_column, delimiter);
    const auto value = column(line, value_column, delimiter);
    if (key && value && !key->empty() && !value->empty()) table.try_emplace(base::to_lower(*key), *value);
  }
  return table;
}

bool TextFile::exists() const {
  struct stat status {};
  return ::stat(path_.c_str(), &status) == 0;
}

base::Result<std::shared_ptr<const TextTable>> TextFile::table() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now >= next_check_) {
    next_check_ = now + kCheckInterval;
    struct stat current {};
    const bool is_there = ::stat(path_.c_str(), &current) == 0;
    const bool is_same = table_ && is_there && current.st_ino == seen_.st_ino &&
                         current.st_size == seen_.st_size &&
                         current.st_mtim.tv_sec == seen_.st_mtim.tv_sec &&
                         current.st_mtim.tv_nsec == seen_.st_mtim.tv_nsec;
    if (!is_same) {
      const base::OpenedFile file = base::open_safely(path_, safety_);
      const auto content = read_text_file(file, kMaxTextFile);
      table_ = content ? std::make_shared<const TextTable>(parser_(*content)) : nullptr;
      if (!file.problem.empty()) failure_ = why_not_open(path_, file);
      else failure_ = content ? "" : "cannot read map file " + path_ + ": " + content.error().message;
      seen_ = current;
    }
  }
  if (!table_) return base::temporary(failure_);
  return table_;
}

}  // namespace sendwright::maps
