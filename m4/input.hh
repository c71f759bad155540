// The input stack: files, expansions waiting to be rescanned, and builtins on their way into an
// argument (what defn gives). Bytes come out as if all of it were one text, the newest source
// first.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "m4/arena.hh"
#include "m4/diagnostics.hh"
#include "m4/origin.hh"
#include "m4/symbols.hh"

namespace sendwright::m4 {

// A file being read in blocks, owned by its frame.
class FileSource {
 public:
  // Takes over the descriptor. `size': of a regular file, else 0. `is_interactive': someone may be
  // waiting for our answer.
  FileSource(int descriptor, std::size_t size, bool is_interactive);
  ~FileSource();
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  // Keeps the bytes from `keep' on, moves them to the front and reads more behind them.
  // Returns the number of bytes now in the buffer and whether any were added.
  struct Filled {
    std::size_t length;
    bool has_more;
  };
  Filled fill(const char* keep, std::size_t length);

  [[nodiscard]] char* buffer() const { return buffer_.get(); }
  [[nodiscard]] bool is_interactive() const { return is_interactive_; }
  [[nodiscard]] bool has_nul() const { return has_nul_; }  // in what was read so far
  [[nodiscard]] int error() const { return error_; }  // errno of a failed read, or 0

 private:
  int descriptor_;
  std::size_t size_;  // 0: not known
  std::size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  bool is_interactive_;
  bool is_at_end_ = false;
  bool has_nul_ = false;
  int error_ = 0;
};

// Where the text of a frame comes from; kept while origins are tracked.
struct FrameSource {
  OriginId origin = 0;  // of a file: the call that brought it in; else the call it is expanded from
  OriginId cause = 0;
  const char* mark =
      nullptr;  // of text of a file that a condition let through: `line' is known here
  int line = 0;
  bool is_pieced = false;  // text of a definition that was added to, from `mark' on
};

struct Frame {
  const char* current = nullptr;
  const char* end = nullptr;
  const Builtin* builtin = nullptr;  // a builtin as one token; then there is no text
  std::unique_ptr<FileSource> file;  // where more text comes from
  Location location;                 // of an expansion: fixed; else of the byte at line_mark
  const char* line_mark = nullptr;   // null: an expansion, whose lines are not counted
  DefinitionRef keep;  // owner of the text
  TextArena::Mark mark;  // what to release when the frame goes
  FrameSource source;
};

class InputStack {
 public:
  explicit InputStack(TextArena& arena) : arena_(arena) {}

  // A text that lives in the arena from `mark' on, or in the definition `keep'.
  void push_text(std::string_view text, Location location, TextArena::Mark mark,
                 DefinitionRef keep = {});
  void push_builtin(const Builtin* builtin, Location location);
  void push_file(std::unique_ptr<FileSource> file, const std::string* name);

  // Makes the top frame one with something to read; false at the end of all input.
  bool advance() {
    return !frames_.empty() && frames_.back().current != frames_.back().end ? true : advance_slow();
  }
  // After advance() was true: the frame to read from. Its `builtin' may be set.
  [[nodiscard]] Frame& top() { return frames_.back(); }
  [[nodiscard]] const Frame& top() const { return frames_.back(); }
  void pop();
  // Forgets frames that have nothing left, so that a tail call takes no space.
  void drop_exhausted_texts() {
    while (!frames_.empty()) {
      const Frame& frame = frames_.back();
      if (frame.current != frame.end || frame.builtin != nullptr || frame.file != nullptr) return;
      pop();
    }
  }

  // Whether the next bytes are these, looking through the ends of frames.
  bool looking_at(std::string_view bytes);
  void consume(std::size_t count);
  // Consumes one byte of the top frame, which has it.
  void consume_byte() { ++frames_.back().current; }
  // Whether the top frame has text left.
  [[nodiscard]] bool has_text_left() const {
    return !frames_.empty() && frames_.back().current != frames_.back().end;
  }
  // The byte that follows the top frame, which has been read to its end; -1: none, or a builtin.
  int byte_beyond_top();

  // Where the byte that was read last stands.
  Location location() {
    if (frames_.empty()) return {};
    Frame& frame = frames_.back();
    if (frame.line_mark != nullptr && frame.current > frame.line_mark) count_lines(frame);
    return frame.location;
  }
  // Where the byte that comes next in the top frame comes from.
  Place place() {
    if (frames_.empty()) return {};
    const Frame& frame = frames_.back();
    const FrameSource& source = frame.source;
    const bool is_of_file = frame.line_mark != nullptr || source.mark != nullptr;
    if (!is_of_file || source.is_pieced) return {source.origin, source.cause, nullptr, 0};
    return place_in_file();
  }

  [[nodiscard]] bool is_empty() const { return frames_.empty(); }
  [[nodiscard]] std::size_t depth() const { return frames_.size(); }
  [[nodiscard]] std::size_t file_depth() const { return file_depth_; }
  // Goes up with every block read from a file: shows that the input is being consumed.
  [[nodiscard]] std::uint64_t progress() const { return progress_; }
  void clear();

  // Called with the name of a file and its last line when its end is reached, after it was popped.
  std::function<void(Location)> on_file_end;
  // Called before a read that may wait for a person.
  std::function<void()> before_interactive_read;
  // Called when reading a file fails, with errno.
  std::function<void(Location, int)> on_read_error;

 private:
  bool advance_slow();
  bool refill(Frame& frame);
  static void count_lines(Frame& frame);
  Place place_in_file();

  TextArena& arena_;
  std::vector<Frame> frames_;
  std::size_t file_depth_ = 0;
  std::uint64_t progress_ = 0;
};

}  // namespace sendwright::m4
