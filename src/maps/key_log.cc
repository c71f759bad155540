#include "maps/key_log.hh"

#include <functional>

namespace sendwright::maps {
namespace {

std::uint64_t hash_of(std::string_view key) { return std::hash<std::string_view>()(key); }

// A key in the file: its size goes before it, so that no other key begins like it.
void write_record(std::string_view key, std::string& record) {
  const auto size = static_cast<std::uint32_t>(key.size());
  record.assign(reinterpret_cast<const char*>(&size), sizeof size).append(key);
}

}  // namespace

std::uint64_t KeyLog::find(std::string_view key) {
  write_record(key, record_);
  return places_.find(hash_of(key),
                      [this](std::uint64_t place) { return file_.has_at(place - 1, record_); });
}

bool KeyLog::has(std::string_view key) { return find(key) != 0; }

base::Result<void> KeyLog::add(std::string_view key) {
  write_record(key, record_);
  const std::uint64_t place = file_.size() + 1;
  if (place >> KeyPlaces::kPlaceBits != 0) return base::permanent("too many keys");
  places_.insert(hash_of(key), place);
  return file_.append(record_);
}

void KeyLog::remove(std::string_view key) {
  if (const std::uint64_t place = find(key)) places_.erase(hash_of(key), place);
}

}  // namespace sendwright::maps
