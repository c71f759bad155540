#include "base/time_text.hh"

#include <array>
#include <cstdio>
#include <ctime>

namespace sendwright::base {
namespace {

constexpr size_t kDateSize = 64;

std::string format_local(TimePoint time, const char* format) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm fields{};
  ::localtime_r(&seconds, &fields);
  std::array<char, kDateSize> text{};
  const size_t size = std::strftime(text.data(), text.size(), format, &fields);
  return {text.data(), size};
}

struct Unit {
  const char* name;
  long long seconds;
};

constexpr std::array kUnits = {Unit{"week", 604800}, Unit{"day", 86400}, Unit{"hour", 3600},
                               Unit{"minute", 60}, Unit{"second", 1}};

}  // namespace

TimePoint from_epoch(long long seconds) { return TimePoint(std::chrono::seconds(seconds)); }

long long to_epoch(TimePoint time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// The programs never call setlocale, so %a and %b are the English names that mail requires.
std::string rfc5322_date(TimePoint time) { return format_local(time, "%a, %-d %b %Y %H:%M:%S %z"); }
std::string ctime_date(TimePoint time) { return format_local(time, "%a %b %e %H:%M:%S %Y"); }
std::string short_date(TimePoint time) { return format_local(time, "%a %b %e %H:%M"); }
std::string compact_date(TimePoint time) { return format_local(time, "%Y%m%d%H%M"); }

std::string clock_interval(std::chrono::seconds interval) {
  const long long total = interval.count() < 0 ? 0 : interval.count();
  std::array<char, kDateSize> text{};
  const int hours = static_cast<int>(total / 3600 % 24);
  const int minutes = static_cast<int>(total / 60 % 60);
  const int seconds = static_cast<int>(total % 60);
  const long long days = total / 86400;
  if (days > 0) {
    std::snprintf(text.data(), text.size(), "%lld+%02d:%02d:%02d", days, hours, minutes, seconds);
  } else {
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", hours, minutes, seconds);
  }
  return text.data();
}

std::string spoken_interval(std::chrono::seconds interval) {
  long long left = interval.count();
  std::string out;
  for (const Unit& unit : kUnits) {
    // "5 days" reads better than "0 weeks 5 days", and "2 weeks" better than "14 days".
    if (unit.seconds == 604800 && left % 604800 != 0) continue;
    const long long count = left / unit.seconds;
    if (count == 0) continue;
    left -= count * unit.seconds;
    if (!out.empty()) out += ' ';
    out += std::to_string(count) + ' ' + unit.name + (count == 1 ? "" : "s");
  }
  return out.empty() ? "0 seconds" : out;
}

}  // namespace sendwright::base
