#include "maps/element_runs.hh"

#include <algorithm>
#include <optional>
#include <utility>

#include "maps/merge.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kBlock = 16'384;        // elements of a run in memory while merging: 384 KB
constexpr std::uint32_t kRetracted = 1U << 31;  // in the hash: takes back the one before it

std::uint32_t hash_of(const GdbmElement& element) { return element.hash & ~kRetracted; }

// A retraction comes right behind what it takes back.
bool comes_before(const GdbmElement& one, const GdbmElement& other) {
  if (hash_of(one) != hash_of(other)) return hash_of(one) < hash_of(other);
  if (one.data != other.data) return one.data < other.data;
  return one.hash < other.hash;
}

// Holds each element back until the next shows that it was not taken back.
class Survivors {
 public:
  explicit Survivors(const std::function<void(const GdbmElement&)>& visit) : visit_(visit) {}
  void add(const GdbmElement& element) {
    if (element.hash & kRetracted) {
      last_.reset();
      return;
    }
    finish();
    last_ = element;
  }
  void finish() {
    if (last_) visit_(*last_);
    last_.reset();
  }

 private:
  const std::function<void(const GdbmElement&)>& visit_;
  std::optional<GdbmElement> last_;
};

// A run in the file, a block at a time.
class Cursor {
 public:
  Cursor(const SpillFile& file, std::uint64_t begin, std::uint64_t end)
      : file_(&file), next_(begin), end_(end) {}

  base::Result<bool> advance() {
    if (++index_ < block_.size()) return true;
    if (next_ == end_) return false;
    const std::uint64_t octets = std::min<std::uint64_t>(kBlock * kElementSize, end_ - next_);
    block_.resize(static_cast<std::size_t>(octets / kElementSize));
    index_ = 0;
    const auto read = file_->read(next_, {reinterpret_cast<char*>(block_.data()), octets});
    next_ += octets;
    if (!read) return std::unexpected(read.error());
    return true;
  }
  [[nodiscard]] const GdbmElement& item() const { return block_[index_]; }

 private:
  const SpillFile* file_;
  std::uint64_t next_, end_;  // what is not in memory yet
  std::vector<GdbmElement> block_;
  std::size_t index_ = 0;
};

}  // namespace

ElementRuns::ElementRuns(std::string path, std::size_t run_length)
    : run_length_(run_length), file_(std::move(path)) {}

base::Result<void> ElementRuns::add(const GdbmElement& element) {
  pending_.push_back(element);
  return pending_.size() < run_length_ ? base::Result<void>() : spill();
}

base::Result<void> ElementRuns::retract(std::uint32_t hash, std::uint64_t data) {
  GdbmElement element;
  element.hash = hash | kRetracted;
  element.data = data;
  return add(element);
}

base::Result<void> ElementRuns::spill() {
  std::sort(pending_.begin(), pending_.end(), comes_before);
  auto written = file_.append({reinterpret_cast<const char*>(pending_.data()),
                               pending_.size() * kElementSize});
  run_ends_.push_back(file_.size());
  pending_.clear();
  return written;
}

base::Result<void> ElementRuns::merge(const std::function<void(const GdbmElement&)>& visit) {
  Survivors survivors(visit);
  if (run_ends_.empty()) {
    std::sort(pending_.begin(), pending_.end(), comes_before);
    for (const auto& element : pending_) survivors.add(element);
    survivors.finish();
    return {};
  }
  if (!pending_.empty())
    if (auto spilled = spill(); !spilled) return spilled;
  pending_ = std::vector<GdbmElement>();  // gives the memory back
  std::vector<Cursor> cursors;
  for (std::uint64_t begin = 0; const std::uint64_t end : run_ends_)
    cursors.emplace_back(file_, std::exchange(begin, end), end);
  auto merged = maps::merge(cursors, comes_before, [&survivors](const GdbmElement& element) {
    survivors.add(element);
    return true;
  });
  survivors.finish();
  return merged;
}

}  // namespace sendwright::maps
