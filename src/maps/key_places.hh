// Which keys a new map file has already, in eight octets each: a hash of the key and the place of its
// entry. Two keys may have the same hash, so whoever asks looks at the place.
//
// 64 open tables, chosen by bits of the hash, that grow one by one: doubling one big table would
// need half as much memory again for the moment of copying.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace sendwright::maps {

class KeyPlaces {
 public:
  static constexpr unsigned kPlaceBits = 39;  // a place is below 2^39, and not 0

  // The place of a key with this hash for which `is_it(place)` is true; 0 if there is none.
  template <typename IsIt>
  [[nodiscard]] std::uint64_t find(std::uint64_t hash, IsIt is_it) const {
    const Table& table = tables_[table_of(hash)];
    if (table.slots.empty()) return 0;
    for (std::size_t i = start(table, hash); table.slots[i] != 0; i = next(table, i))
      if (tag(table.slots[i]) == tag_of(hash) && is_it(place(table.slots[i])))
        return place(table.slots[i]);
    return 0;
  }
  // For a key that is not there.
  void insert(std::uint64_t hash, std::uint64_t place) {
    Table& table = tables_[table_of(hash)];
    if (table.used * 8 >= table.slots.size() * 7) grow(table);
    put(table, place << kTagBits | tag_of(hash));
    ++table.used;
    ++size_;
  }
  // The key at the place `old` stands at another one now.
  void move(std::uint64_t hash, std::uint64_t old, std::uint64_t place) {
    Table& table = tables_[table_of(hash)];
    std::size_t i = start(table, hash);
    while (table.slots[i] != (old << kTagBits | tag_of(hash))) i = next(table, i);
    table.slots[i] = place << kTagBits | tag_of(hash);
  }
  // The key at the place `old` is no longer there. What stands behind it in its table is put in again:
  // a search ends at a free slot.
  void erase(std::uint64_t hash, std::uint64_t old) {
    Table& table = tables_[table_of(hash)];
    std::size_t i = start(table, hash);
    while (table.slots[i] != (old << kTagBits | tag_of(hash))) i = next(table, i);
    table.slots[i] = 0;
    for (i = next(table, i); table.slots[i] != 0; i = next(table, i))
      put(table, std::exchange(table.slots[i], 0));
    --table.used;
    --size_;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr unsigned kTagBits = 64 - kPlaceBits;
  static constexpr std::uint64_t kTagMask = (1U << kTagBits) - 1;

  struct Table {
    std::vector<std::uint64_t> slots;  // 0: free; a power of two of them
    std::size_t used = 0;
  };

  static std::size_t table_of(std::uint64_t hash) { return hash >> 58; }
  static std::uint64_t tag_of(std::uint64_t hash) { return hash & kTagMask; }
  static std::uint64_t tag(std::uint64_t slot) { return slot & kTagMask; }
  static std::uint64_t place(std::uint64_t slot) { return slot >> kTagBits; }
  static std::size_t start(const Table& table, std::uint64_t hash) {
    return tag_of(hash) & (table.slots.size() - 1);
  }
  static std::size_t next(const Table& table, std::size_t index) {
    return (index + 1) & (table.slots.size() - 1);
  }
  static void put(Table& table, std::uint64_t slot) {
    std::size_t i = start(table, slot);
    while (table.slots[i] != 0) i = next(table, i);
    table.slots[i] = slot;
  }
  static void grow(Table& table) {
    Table larger;
    larger.slots.resize(table.slots.empty() ? 16 : table.slots.size() * 2);
    for (const std::uint64_t slot : table.slots)
      if (slot != 0) put(larger, slot);
    larger.used = table.used;
    table = std::move(larger);
  }

  std::array<Table, 64> tables_;
  std::size_t size_ = 0;
};

}  // namespace sendwright::maps
