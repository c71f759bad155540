#include "queue/queue_id.hh"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <random>

#include "base/strings.hh"

namespace sendwright::queue {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx";
constexpr unsigned kBase = 60;
constexpr unsigned kSequences = kBase * kBase;
constexpr size_t kShortestId = 9;
constexpr size_t kLongestId = 64;

char digit(long long value) { return kDigits[static_cast<size_t>(value % kBase)]; }

}  // namespace

QueueIdGenerator::QueueIdGenerator()
    : QueueIdGenerator(::getpid(), static_cast<unsigned>(std::random_device{}())) {}

QueueIdGenerator::QueueIdGenerator(long process_id, unsigned first_sequence)
    : process_id_(process_id), first_sequence_(first_sequence % kSequences) {}

std::string QueueIdGenerator::next(base::TimePoint now) {
  const long long clock_tick = base::to_epoch(now) * kSequences;
  long long last = last_tick_.load(std::memory_order_relaxed);
  long long tick = 0;
  do {
    tick = std::max(last + 1, clock_tick);
  } while (!last_tick_.compare_exchange_weak(last, tick, std::memory_order_relaxed));

  const std::time_t second = tick / kSequences;
  const unsigned sequence = (static_cast<unsigned>(tick % kSequences) + first_sequence_) % kSequences;
  std::tm utc{};
  ::gmtime_r(&second, &utc);
  std::array<char, 32> process{};
  std::snprintf(process.data(), process.size(), "%06ld", process_id_);
  std::string id = {digit(utc.tm_year), digit(utc.tm_mon),      digit(utc.tm_mday),
                    digit(utc.tm_hour), digit(utc.tm_min),      digit(utc.tm_sec),
                    digit(sequence / kBase), digit(sequence)};
  return id += process.data();
}

bool is_queue_id(std::string_view text) {
  return text.size() >= kShortestId && text.size() <= kLongestId &&
         std::ranges::all_of(text, base::is_ascii_alnum);
}

}  // namespace sendwright::queue
