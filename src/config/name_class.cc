#include "config/name_class.hh"

#include <algorithm>

namespace sendwright::config {

bool NameClass::contains(std::string_view word) const {
  return contains(word, address::hash_text(word));
}

bool NameClass::contains(std::string_view word, std::uint32_t hash) const {
  if (slots_.empty()) return false;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].index != 0; at = (at + 1) & mask) {
    if (slots_[at].hash == hash &&
        address::equal_ignoring_case(words_[slots_[at].index - 1], word)) {
      return true;
    }
  }
  return false;
}

bool NameClass::may_contain(std::uint32_t hash) const {
  if (slots_.empty()) return false;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].index != 0; at = (at + 1) & mask) {
    if (slots_[at].hash == hash) return true;
  }
  return false;
}

void NameClass::insert(std::string_view word) {
  const std::uint32_t hash = address::hash_text(word);
  if (word.empty() || contains(word, hash)) return;
  words_.emplace_back(word);
  max_octets_ = std::max(max_octets_, word.size());
  // At most half full, so that a search for an absent word ends soon.
  if (words_.size() * 2 > slots_.size()) return rehash(std::max<std::size_t>(8, slots_.size() * 2));
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].index != 0)
    at = (at + 1) & mask;
  slots_[at] = {hash, static_cast<std::uint32_t>(words_.size())};
}

void NameClass::rehash(std::size_t slots) {
  slots_.assign(slots, Slot{});
  const std::size_t mask = slots - 1;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::uint32_t hash = address::hash_text(words_[i]);
    std::size_t at = hash & mask;
    while (slots_[at].index != 0)
      at = (at + 1) & mask;
    slots_[at] = {hash, static_cast<std::uint32_t>(i + 1)};
  }
}

}  // namespace sendwright::config
