#include "dns/answer_cache.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::dns {
namespace {

// An entry with its place in list and table, beside what its strings take.
constexpr size_t kEntryOverhead = 256;

std::string key_of(std::string_view name, RecordType type) {
  std::string key = base::to_lower(name);
  key += '\0';
  key += static_cast<char>(static_cast<unsigned>(type) >> 8);
  key += static_cast<char>(static_cast<unsigned>(type) & 0xff);
  return key;
}

std::chrono::seconds life_of(const RecordAnswer& answer) {
  switch (answer.status) {
    case Status::kFound: return std::min(answer.time_to_live, AnswerCache::kMaxFoundTime);
    case Status::kNotFound: return std::min(answer.time_to_live, AnswerCache::kMaxNotFoundTime);
    case Status::kTemporaryFailure: break;
  }
  return AnswerCache::kFailureTime;
}

size_t octets_of(const std::string& key, const RecordAnswer& answer) {
  size_t octets = kEntryOverhead + key.size() + answer.canonical_name.size() + answer.reason.size();
  for (const auto& rdata : answer.rdata) octets += sizeof rdata + rdata.size();
  return octets;
}

}  // namespace

std::optional<RecordAnswer> AnswerCache::find(std::string_view name, RecordType type, Time now) {
  const std::string key = key_of(name, type);
  const std::lock_guard lock(mutex_);
  const auto known = by_key_.find(key);
  if (known == by_key_.end()) return std::nullopt;
  const auto entry = known->second;
  if (entry->until <= now) {
    drop(entry);
    return std::nullopt;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  RecordAnswer answer = entry->answer;
  if (answer.status != Status::kTemporaryFailure)
    answer.time_to_live = std::chrono::ceil<std::chrono::seconds>(entry->until - now);
  return answer;
}

void AnswerCache::keep(std::string_view name, RecordType type, const RecordAnswer& answer,
                       Time now) {
  const auto life = life_of(answer);
  if (life.count() <= 0) return;
  std::string key = key_of(name, type);
  const size_t octets = octets_of(key, answer);
  const std::lock_guard lock(mutex_);
  if (const auto known = by_key_.find(key); known != by_key_.end()) drop(known->second);
  if (octets > max_octets_ / 16) return;  // one answer does not push out many
  while (octets_ + octets > max_octets_) drop(std::prev(entries_.end()));
  entries_.push_front({std::move(key), answer, now + life, octets});
  by_key_.emplace(entries_.front().key, entries_.begin());
  octets_ += octets;
}

void AnswerCache::drop(Entries::iterator entry) {
  octets_ -= entry->octets;
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

void AnswerCache::clear() {
  const std::lock_guard lock(mutex_);
  by_key_.clear();
  entries_.clear();
  octets_ = 0;
}

size_t AnswerCache::octets() const {
  const std::lock_guard lock(mutex_);
  return octets_;
}

}  // namespace sendwright::dns
