#include "base/log.hh"

#include <fcntl.h>
#include <syslog.h>
#include <unistd.h>

#include "base/strings.hh"
#include "base/time_text.hh"
#include "base/unique_fd.hh"

namespace sendwright::base {
namespace {

// Longer lines are cut: syslog daemons do so anyway, and less readably.
constexpr size_t kMaxLogLine = 2048;

struct Log {
  LogSettings settings;
  UniqueFd file;
};

Log& the_log() {
  static Log log;
  return log;
}

int syslog_priority(LogPriority priority) {
  switch (priority) {
    case LogPriority::kCritical:
      return LOG_CRIT;
    case LogPriority::kError:
      return LOG_ERR;
    case LogPriority::kWarning:
      return LOG_WARNING;
    case LogPriority::kNotice:
      return LOG_NOTICE;
    case LogPriority::kInfo:
      return LOG_INFO;
    case LogPriority::kDebug:
      return LOG_DEBUG;
  }
  return LOG_INFO;
}

void append_to_file(const Log& log, const std::string& line) {
  const std::string entry = ctime_date(std::chrono::system_clock::now()).substr(4, 15) + ' ' +
                            log.settings.tag + '[' + std::to_string(::getpid()) + "]: " + line + '\n';
  // One write per line: O_APPEND keeps the lines of several processes apart. A log that cannot be
  // written must not stop the mail.
  [[maybe_unused]] const ssize_t written = ::write(log.file.get(), entry.data(), entry.size());
}

}  // namespace

void open_log(const LogSettings& settings) {
  Log& log = the_log();
  log.settings = settings;
  log.file.reset();
  if (!settings.file.empty()) {
    log.file.reset(
        ::open(settings.file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  }
  ::openlog(log.settings.tag.c_str(), LOG_PID | LOG_NDELAY, LOG_MAIL);
}

bool is_logged(int level) { return level <= the_log().settings.level; }

void log(int level, LogPriority priority, std::string_view queue_id, std::string_view text) {
  const Log& log = the_log();
  if (level > log.settings.level) return;
  std::string line(queue_id);
  if (!queue_id.empty()) line += ": ";
  line += printable(text, kMaxLogLine);
  ::syslog(syslog_priority(priority), "%s", line.c_str());
  if (log.file) append_to_file(log, line);
}

}  // namespace sendwright::base
