#include "maps/element_runs.hh"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <queue>
#include <string_view>
#include <utility>

#include "maps/whole_io.hh"

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

}  // namespace

// Where the merge stands in one run.
struct ElementRuns::Cursor {
  std::uint64_t next = 0, end = 0;  // what is not in memory yet
  std::vector<GdbmElement> block{};
  std::size_t index = 0;

  [[nodiscard]] const GdbmElement& element() const { return block[index]; }
};

ElementRuns::ElementRuns(std::string path, std::size_t run_length)
    : path_(std::move(path)), run_length_(run_length) {}

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
  if (!file_.is_open()) {
    std::string name = path_ + ".XXXXXX";
    file_.reset(::mkostemp(name.data(), O_CLOEXEC));
    if (!file_.is_open()) return base::permanent(std::strerror(errno));
    ::unlink(name.c_str());
  }
  const std::uint64_t begin = run_ends_.empty() ? 0 : run_ends_.back();
  const std::string_view octets(reinterpret_cast<const char*>(pending_.data()),
                                pending_.size() * kElementSize);
  if (!write_whole(file_.get(), octets, begin * kElementSize))
    return base::permanent(std::strerror(errno));
  run_ends_.push_back(begin + pending_.size());
  pending_.clear();
  return {};
}

// The next block of the run; false with errno set if it cannot be read.
bool ElementRuns::fill(Cursor& cursor) const {
  cursor.block.resize(static_cast<std::size_t>(
      std::min<std::uint64_t>(kBlock, cursor.end - cursor.next)));
  cursor.index = 0;
  const std::uint64_t offset = cursor.next * kElementSize;
  cursor.next += cursor.block.size();
  return read_whole(file_.get(), reinterpret_cast<char*>(cursor.block.data()),
                    cursor.block.size() * kElementSize, offset);
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
    cursors.push_back({std::exchange(begin, end), end});
  const auto is_later = [&](std::size_t one, std::size_t other) {
    return comes_before(cursors[other].element(), cursors[one].element());
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(is_later)> order(is_later);
  for (std::size_t i = 0; i < cursors.size(); ++i) {
    if (!fill(cursors[i])) return base::permanent(std::strerror(errno));
    order.push(i);
  }
  while (!order.empty()) {
    const std::size_t first = order.top();
    order.pop();
    Cursor& cursor = cursors[first];
    survivors.add(cursor.element());
    if (++cursor.index == cursor.block.size()) {
      if (cursor.next == cursor.end) continue;
      if (!fill(cursor)) return base::permanent(std::strerror(errno));
    }
    order.push(first);
  }
  survivors.finish();
  return {};
}

}  // namespace sendwright::maps
