#include "maps/cdb_writer.hh"

#include <array>
#include <cstdint>
#include <vector>

#include "maps/cdb_reader.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kTables = 256, kHeaderSize = 2048, kSlotSize = 8;

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

base::Result<void> check_size(std::uint64_t size) {
  return size <= UINT32_MAX ? base::Result<void>() : base::permanent("a cdb file has 4 GB at most");
}

// The records of all entries; `tables` gets where they are.
base::Result<void> write_records(EntryRuns& entries, FileReplacement& file,
                                 std::array<Table, kTables>& tables) {
  std::string octets;
  return entries.merge([&](std::string_view key, std::string_view value) {
    const std::uint32_t hash = cdb_hash(key);
    tables[hash % kTables].push_back({hash, static_cast<std::uint32_t>(file.size())});
    octets.clear();
    add_number(octets, key.size());
    add_number(octets, value.size());
    octets.append(key).append(value);
    if (auto fits = check_size(file.size() + octets.size()); !fits) return fits;
    return file.append(octets);
  });
}

}  // namespace

base::Result<void> write_cdb(EntryRuns& entries, FileReplacement& file) {
  if (auto done = file.append(std::string(kHeaderSize, '\0')); !done) return done;
  std::array<Table, kTables> tables;
  if (auto done = write_records(entries, file, tables); !done) return done;
  std::string header, octets;
  for (const Table& table : tables) {
    const Table slots = spread(table);
    if (auto fits = check_size(file.size() + slots.size() * kSlotSize); !fits) return fits;
    add_number(header, file.size());
    add_number(header, slots.size());
    octets.clear();
    for (const Slot& slot : slots) {
      add_number(octets, slot.hash);
      add_number(octets, slot.record);
    }
    if (auto done = file.append(octets); !done) return done;
  }
  return file.overwrite(0, header);
}

}  // namespace sendwright::maps
