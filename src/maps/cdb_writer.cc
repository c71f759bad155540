#include "maps/cdb_writer.hh"

#include <array>
#include <cstdint>
#include <vector>

#include "maps/cdb_reader.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kTables = 256, kHeaderSize = 2048, kRecordHead = 8, kSlotSize = 8;

struct Slot {
  std::uint32_t hash = 0, record = 0;  // record 0: the slot is free
};
using Table = std::vector<Slot>;

void add_number(std::string& octets, std::uint64_t number) {
  for (int shift = 0; shift < 32; shift += 8) octets += static_cast<char>(number >> shift);
}

// Twice as many slots as entries: a search ends soon.
Table spread(const Table& entries) {
  Table slots(entries.size() * 2);
  for (const Slot& entry : entries) {
    std::size_t index = entry.hash / kTables % slots.size();
    while (slots[index].record != 0) index = (index + 1) % slots.size();
    slots[index] = entry;
  }
  return slots;
}

std::uint64_t size_of_file(const SortedEntries& entries) {
  std::uint64_t size = kHeaderSize;
  for (const auto& [key, value] : entries)
    size += kRecordHead + key.size() + value.size() + 2 * kSlotSize;
  return size;
}

}  // namespace

base::Result<void> write_cdb(const SortedEntries& entries, FileReplacement& file) {
  if (size_of_file(entries) > UINT32_MAX) return base::permanent("a cdb file has 4 GB at most");
  if (const auto done = file.append(std::string(kHeaderSize, '\0')); !done) return done;
  std::array<Table, kTables> tables;
  std::string octets;
  for (const auto& [key, value] : entries) {
    const std::uint32_t hash = cdb_hash(key);
    tables[hash % kTables].push_back({hash, static_cast<std::uint32_t>(file.size())});
    octets.clear();
    add_number(octets, key.size());
    add_number(octets, value.size());
    octets.append(key).append(value);
    if (const auto done = file.append(octets); !done) return done;
  }
  std::string header;
  for (const Table& table : tables) {
    const Table slots = spread(table);
    add_number(header, file.size());
    add_number(header, slots.size());
    octets.clear();
    for (const Slot& slot : slots) {
      add_number(octets, slot.hash);
      add_number(octets, slot.record);
    }
    if (const auto done = file.append(octets); !done) return done;
  }
  return file.overwrite(0, header);
}

}  // namespace sendwright::maps
