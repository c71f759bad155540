// Queue ids as sendmail makes them: `YMDhmsNNpppppp`. Year (since 1900, modulo 60), month from 0, day,
// hour, minute and second in UTC are one base-60 digit each (0-9A-Za-x), then two digits of a sequence,
// then the process id in decimal, six digits or more.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "base/time_text.hh"

namespace sendwright::queue {

// Makes ids that no other running process of this machine makes. After more than 3600 ids in one
// second it runs ahead of the clock rather than repeat itself. Any thread may call it; a process
// that forked makes a generator of its own.
class QueueIdGenerator {
 public:
  // The sequence starts at a random value, so that a process id that comes round again in the same
  // second hardly repeats an id; the store's exclusive creation of files is what excludes it.
  QueueIdGenerator();
  QueueIdGenerator(long process_id, unsigned first_sequence);

  [[nodiscard]] std::string next(base::TimePoint now);

 private:
  long process_id_;
  unsigned first_sequence_;
  std::atomic<long long> last_tick_{0};  // seconds since the epoch times 3600 plus count
};

// Whether the text may be a queue id: letters and digits, 9 to 64 of them. File names are made only
// of ids that pass.
[[nodiscard]] bool is_queue_id(std::string_view text);

}  // namespace sendwright::queue
