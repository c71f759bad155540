// Log lines in sendmail's shape, to syslog (facility mail) and, where option LogFile asks for it, to a
// file as well.
#pragma once

#include <string>
#include <string_view>

namespace sendwright::base {

enum class LogPriority { kCritical, kError, kWarning, kNotice, kInfo, kDebug };

struct LogSettings {
  std::string tag = "sendmail";  // -L
  int level = 9;                 // option LogLevel
  std::string file;              // option LogFile: empty for none
};

// Sets up logging for this process and its children. May be called again after a fork.
void open_log(const LogSettings& settings);

// Whether lines of this LogLevel are wanted: ask before building a costly line.
[[nodiscard]] bool is_logged(int level);

// Writes `QUEUE_ID: text`, or `text` alone if the id is empty, if LogLevel is at least `level`.
// Control characters in the text are made harmless. Never fails, never blocks for long.
void log(int level, LogPriority priority, std::string_view queue_id, std::string_view text);

}  // namespace sendwright::base
