#include "m4/arena.hh"

#include <algorithm>

namespace sendwright::m4 {

namespace {
constexpr std::size_t kChunkSize = std::size_t{64} << 10;
}

TextArena::TextArena(std::size_t limit) : limit_(limit) {
  chunks_.push_back({std::make_unique_for_overwrite<char[]>(kChunkSize), kChunkSize});
  allocated_ = kChunkSize;
  start_ = position_ = base();
  end_ = start_ + kChunkSize;
}

void TextArena::release(Mark mark) {
  chunk_ = mark.chunk;
  start_ = position_ = base() + mark.used;
  end_ = base() + chunks_[chunk_].capacity;
  while (chunks_.size() > chunk_ + 2) {  // one spare chunk is kept, against thrashing at its edge
    allocated_ -= chunks_.back().capacity;
    chunks_.pop_back();
  }
}

// Moves the text being built into the next chunk, which is made at least twice as large as it.
void TextArena::grow(std::size_t more) {
  const std::size_t length = static_cast<std::size_t>(position_ - start_);
  if (more > limit_ || length > limit_ - more) throw MemoryLimitExceeded{limit_};
  const std::size_t needed = length + more;
  if (chunk_ + 1 == chunks_.size() || chunks_[chunk_ + 1].capacity < needed) {
    while (chunks_.size() > chunk_ + 1) {
      allocated_ -= chunks_.back().capacity;
      chunks_.pop_back();
    }
    const std::size_t capacity = std::max(kChunkSize, needed * 2);
    if (allocated_ + needed > limit_) throw MemoryLimitExceeded{limit_};
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(capacity), capacity});
    allocated_ += capacity;
  }
  const char* old = start_;
  ++chunk_;
  start_ = base();
  std::memcpy(start_, old, length);
  position_ = start_ + length;
  end_ = start_ + chunks_[chunk_].capacity;
}

}  // namespace sendwright::m4
