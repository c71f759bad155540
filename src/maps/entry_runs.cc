// An entry in a run: how many octets the key has (a number of four octets), how many the value, then
// both. In place of the second number may be the mark that the key is removed.
#include "maps/entry_runs.hh"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "maps/merge.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kHead = 8;
constexpr std::uint32_t kRemoved = 0xffffffff;
constexpr std::uint64_t kMergeOctets = 16 << 20;  // of all runs in memory while merging
constexpr std::uint64_t kLeastBlock = 4096, kLargestBlock = 256 << 10;

struct Entry {
  std::string_view key, value;
  bool is_removed = false;
  std::size_t run = 0;  // a later one has the newer entry

  [[nodiscard]] std::size_t size() const { return kHead + key.size() + value.size(); }
};

std::uint32_t number_at(std::string_view octets) {
  std::uint32_t number = 0;
  std::memcpy(&number, octets.data(), sizeof number);
  return number;
}

// The entry that begins here; nullopt: not all of it is there.
std::optional<Entry> entry_of(std::string_view octets) {
  if (octets.size() < kHead) return std::nullopt;
  const std::size_t key_size = number_at(octets);
  const std::uint32_t mark = number_at(octets.substr(4));
  const std::size_t value_size = mark == kRemoved ? 0 : mark;
  if (octets.size() - kHead < key_size + value_size) return std::nullopt;
  return Entry{octets.substr(kHead, key_size), octets.substr(kHead + key_size, value_size),
               mark == kRemoved};
}

// The octets that a comparison looks at first, the first one as the highest; a short key has zeros.
std::uint64_t key_start_of(std::string_view key) {
  std::uint64_t number = 0;
  std::memcpy(&number, key.data(), std::min(key.size(), sizeof number));
  return std::endian::native == std::endian::little ? __builtin_bswap64(number) : number;
}

// A run in the file, a block at a time.
class Cursor {
 public:
  Cursor(const SpillFile& file, std::uint64_t begin, std::uint64_t end, std::size_t run,
         std::size_t block_size)
      : file_(&file), next_(begin), end_(end), block_size_(block_size) {
    entry_.run = run;
  }

  base::Result<bool> advance() {
    at_ += has_entry_ ? entry_.size() : 0;
    has_entry_ = false;
    for (;;) {
      if (const auto entry = entry_of(std::string_view(block_).substr(at_))) {
        entry_ = {entry->key, entry->value, entry->is_removed, entry_.run};
        return has_entry_ = true;
      }
      if (next_ == end_) return false;
      if (auto more = read_more(); !more) return std::unexpected(more.error());
    }
  }
  [[nodiscard]] const Entry& item() const { return entry_; }

 private:
  // What is left of the block stays, at its beginning.
  base::Result<void> read_more() {
    block_.erase(0, at_);
    at_ = 0;
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(block_size_, end_ - next_));
    const std::size_t kept = block_.size();
    block_.resize(kept + count);
    auto read = file_->read(next_, std::span(block_).subspan(kept));
    next_ += count;
    return read;
  }

  const SpillFile* file_;
  std::uint64_t next_, end_;  // what is not in memory yet
  std::size_t block_size_;
  std::string block_;
  std::size_t at_ = 0;
  Entry entry_;
  bool has_entry_ = false;
};

// Hands on the first of several entries with one key, if that is not the mark of its removal.
class Newest {
 public:
  explicit Newest(const EntryRuns::Visit& visit) : visit_(visit) {}
  bool add(const Entry& entry) {
    if (last_key_ == entry.key) return true;
    last_key_ = entry.key;
    if (!entry.is_removed) visited_ = visit_(entry.key, entry.value);
    return visited_.has_value();
  }
  [[nodiscard]] const base::Result<void>& visited() const { return visited_; }

 private:
  const EntryRuns::Visit& visit_;
  std::optional<std::string> last_key_;
  base::Result<void> visited_;
};

}  // namespace

EntryRuns::EntryRuns(std::string path, std::size_t run_octets)
    : path_(std::move(path)), run_octets_(run_octets), file_(path_) {}

base::Result<void> EntryRuns::add(std::string_view key, std::string_view value) {
  if (key.size() >= kRemoved || value.size() >= kRemoved)
    return base::permanent("an entry of more than 4 GB");
  return append(key, value, static_cast<std::uint32_t>(value.size()));
}

base::Result<void> EntryRuns::remove(std::string_view key) { return append(key, {}, kRemoved); }

base::Result<void> EntryRuns::append(std::string_view key, std::string_view value,
                                     std::uint32_t value_size) {
  pending_.push_back({key_start_of(key), octets_.size()});
  const auto key_size = static_cast<std::uint32_t>(key.size());
  octets_.append(reinterpret_cast<const char*>(&key_size), sizeof key_size);
  octets_.append(reinterpret_cast<const char*>(&value_size), sizeof value_size);
  octets_.append(key).append(value);
  return octets_.size() < run_octets_ ? base::Result<void>() : spill();
}

// The newer one of two entries with the same key comes first.
bool EntryRuns::comes_before(const Pending& one, const Pending& other) const {
  if (one.key_start != other.key_start) return one.key_start < other.key_start;
  const std::string_view octets(octets_);
  const int order =
      entry_of(octets.substr(one.begin))->key.compare(entry_of(octets.substr(other.begin))->key);
  return order != 0 ? order < 0 : one.begin > other.begin;
}

base::Result<void> EntryRuns::spill() {
  std::sort(pending_.begin(), pending_.end(),
            [this](const Pending& one, const Pending& other) { return comes_before(one, other); });
  const std::string_view octets(octets_);
  for (const Pending& pending : pending_)
    if (auto written = file_.append(
            octets.substr(pending.begin, entry_of(octets.substr(pending.begin))->size()));
        !written)
      return base::permanent("cannot write " + path_ + ": " + written.error().message);
  run_ends_.push_back(file_.size());
  pending_.clear();
  octets_.clear();
  return {};
}

base::Result<void> EntryRuns::merge(const Visit& visit) {
  if (!pending_.empty())
    if (auto spilled = spill(); !spilled) return spilled;
  pending_ = std::vector<Pending>();  // gives the memory back
  octets_ = std::string();
  const auto block_size = static_cast<std::size_t>(std::clamp(
      kMergeOctets / std::max<std::uint64_t>(run_ends_.size(), 1), kLeastBlock, kLargestBlock));
  std::vector<Cursor> cursors;
  for (std::uint64_t begin = 0; const std::uint64_t end : run_ends_)
    cursors.emplace_back(file_, std::exchange(begin, end), end, cursors.size(), block_size);
  const auto comes_before = [](const Entry& one, const Entry& other) {
    const int order = one.key.compare(other.key);
    return order != 0 ? order < 0 : one.run > other.run;
  };
  Newest newest(visit);
  const auto merged = maps::merge(cursors, comes_before,
                                  [&newest](const Entry& entry) { return newest.add(entry); });
  if (!merged) return base::permanent("cannot read entries of " + path_ + ": " +
                                      merged.error().message);
  return newest.visited();
}

}  // namespace sendwright::maps
