// What the name servers said lately, so that a question that comes again costs no more than a look
// at a table: no other thread, no waiting. Answers live as long as the DNS says (with a cap),
// failures for some seconds, so that one broken zone does not hold up every session that meets it.
#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dns/resolver.hh"

namespace sendwright::dns {

// Calls may come from any thread. Bounded in octets; what was not used for longest goes first.
class AnswerCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr size_t kMaxOctets = 16 * 1024 * 1024;
  static constexpr std::chrono::seconds kMaxFoundTime{3600};
  static constexpr std::chrono::seconds kMaxNotFoundTime{300};
  static constexpr std::chrono::seconds kFailureTime{10};

  explicit AnswerCache(size_t max_octets = kMaxOctets) : max_octets_(max_octets) {}

  // The answer with what is left of its time to live. Names without regard to case.
  [[nodiscard]] std::optional<RecordAnswer> find(std::string_view name, RecordType type, Time now);
  void keep(std::string_view name, RecordType type, const RecordAnswer& answer, Time now);
  void clear();
  [[nodiscard]] size_t octets() const;

 private:
  struct Entry {
    std::string key;
    RecordAnswer answer;
    Time until;
    size_t octets = 0;
  };
  using Entries = std::list<Entry>;

  void drop(Entries::iterator entry);

  const size_t max_octets_;
  mutable std::mutex mutex_;
  Entries entries_;  // the one used last in front
  std::unordered_map<std::string_view, Entries::iterator> by_key_;  // keys lie in the entries
  size_t octets_ = 0;
};

}  // namespace sendwright::dns
