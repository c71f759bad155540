// Points in time and intervals as mail writes them.
#pragma once

#include <chrono>
#include <string>

namespace sendwright::base {

using TimePoint = std::chrono::system_clock::time_point;

[[nodiscard]] TimePoint from_epoch(long long seconds);
[[nodiscard]] long long to_epoch(TimePoint time);

// `Sun, 22 Nov 2026 00:45:12 +0100` in the local time zone (RFC 5322 §3.3).
[[nodiscard]] std::string rfc5322_date(TimePoint time);
// `Sun Nov 22 00:45:12 2026` in the local time zone (ctime without the newline; From_ lines).
[[nodiscard]] std::string ctime_date(TimePoint time);
// `Sun Nov 22 00:45` (the listing of the queue).
[[nodiscard]] std::string short_date(TimePoint time);
// `202611220045` (macro $t), in the local time zone.
[[nodiscard]] std::string compact_date(TimePoint time);

// `00:00:05`, `3+04:05:06` (days+hh:mm:ss): log lines' delay= and the queue interval.
[[nodiscard]] std::string clock_interval(std::chrono::seconds interval);
// `5 days`, `4 hours`, `1 hour 30 minutes`: notices to people.
[[nodiscard]] std::string spoken_interval(std::chrono::seconds interval);

}  // namespace sendwright::base
