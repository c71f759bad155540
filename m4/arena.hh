// Memory for the text of expansions: a stack of chunks. Text is built at the top, finished, read by
// the input stack, and released in the reverse order. Finished text never moves.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace sendwright::m4 {

// Thrown when text grows beyond the limit; the processor turns it into an error with a location.
struct MemoryLimitExceeded {
  std::size_t limit;
};

class TextArena {
 public:
  struct Mark {
    std::size_t chunk = 0;
    std::size_t used = 0;
  };

  explicit TextArena(std::size_t limit);

  // The place to release to; taken while no text is being built.
  [[nodiscard]] Mark mark() const { return {chunk_, static_cast<std::size_t>(start_ - base())}; }
  void release(Mark mark);

  void append(std::string_view text) {
    if (text.empty()) return;
    if (text.size() > static_cast<std::size_t>(end_ - position_)) grow(text.size());
    std::memcpy(position_, text.data(), text.size());
    position_ += text.size();
  }
  void append(char c) {
    if (position_ == end_) grow(1);
    *position_++ = c;
  }

  // What has been built so far.
  [[nodiscard]] std::string_view current() const {
    return {start_, static_cast<std::size_t>(position_ - start_)};
  }
  // Takes the last `count` bytes of the text being built away again.
  void drop(std::size_t count) { position_ -= count; }

  std::string_view finish() {
    const std::string_view text = current();
    start_ = position_;
    return text;
  }
  // Gives up what is being built.
  void discard() { position_ = start_; }

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t capacity = 0;
  };

  [[nodiscard]] char* base() const { return chunks_[chunk_].bytes.get(); }
  void grow(std::size_t more);

  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;
  std::size_t limit_;
  std::size_t allocated_ = 0;
  char* start_ = nullptr;     // of the text being built
  char* position_ = nullptr;  // behind its last byte
  char* end_ = nullptr;       // of the chunk
};

}  // namespace sendwright::m4
