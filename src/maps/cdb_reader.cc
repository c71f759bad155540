#include "maps/cdb_reader.hh"

#include <algorithm>

namespace sendwright::maps {
namespace {

constexpr std::uint64_t kTables = 256, kTableEntry = 8, kHeaderSize = kTables * kTableEntry;
constexpr std::uint64_t kSlotSize = 8;    // hash, offset of the record
constexpr std::uint64_t kRecordHead = 8;  // octets of the key, of the value

}  // namespace

std::uint32_t cdb_hash(std::string_view key) {
  std::uint32_t hash = 5381;
  for (const char c : key) hash = (hash * 33) ^ static_cast<unsigned char>(c);
  return hash;
}

std::optional<CdbReader> CdbReader::open(std::string_view file) {
  CdbReader reader(file);
  if (!reader.file_.has(0, kHeaderSize)) return std::nullopt;
  reader.records_end_ = file.size();
  for (std::uint64_t entry = 0; entry < kHeaderSize; entry += kTableEntry) {
    const std::uint64_t begin = reader.file_.little_endian(entry);
    const std::uint64_t slots = reader.file_.little_endian(entry + 4);
    if (begin < kHeaderSize || !reader.file_.has(begin, slots * kSlotSize)) return std::nullopt;
    reader.records_end_ = std::min(reader.records_end_, begin);
  }
  return reader;
}

// The hash's last octet is the number of the table; in it the search begins at the slot that the
// rest of the hash gives and goes on, round the end, to a free one.
FileAnswer CdbReader::find(std::string_view key) const {
  const std::uint32_t hash = cdb_hash(key);
  const std::uint64_t entry = hash % kTables * kTableEntry;
  const std::uint64_t table = file_.little_endian(entry);
  const std::uint32_t slots = file_.little_endian(entry + 4);
  if (slots == 0) return {};
  if (!file_.has(table, slots * kSlotSize))
    return FileAnswer::damaged("a table lies outside of it");
  std::uint32_t index = hash / kTables % slots;
  for (std::uint32_t tries = 0; tries < slots; ++tries) {
    const std::uint64_t slot = table + index * kSlotSize;
    const std::uint64_t record = file_.little_endian(slot + 4);
    if (record == 0) return {};
    if (++index == slots) index = 0;
    if (file_.little_endian(slot) != hash) continue;
    if (!file_.has(record, kRecordHead)) return FileAnswer::damaged("an entry lies outside of it");
    const std::uint64_t key_size = file_.little_endian(record);
    const std::uint64_t value_size = file_.little_endian(record + 4);
    if (!file_.has(record + kRecordHead, key_size + value_size))
      return FileAnswer::damaged("an entry lies outside of it");
    if (file_.text(record + kRecordHead, key_size) == key)
      return FileAnswer::found(file_.text(record + kRecordHead + key_size, value_size));
  }
  return {};
}

bool CdbReader::for_each(const Visit& visit) const {
  for (std::uint64_t record = kHeaderSize; record < records_end_;) {
    if (!file_.has(record, kRecordHead)) return false;
    const std::uint64_t key_size = file_.little_endian(record);
    const std::uint64_t value_size = file_.little_endian(record + 4);
    record += kRecordHead;
    if (record + key_size + value_size > records_end_) return false;
    if (!visit(file_.text(record, key_size), file_.text(record + key_size, value_size)))
      return true;
    record += key_size + value_size;
  }
  return true;
}

}  // namespace sendwright::maps
