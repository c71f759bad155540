#include "m4/input.hh"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sendwright::m4 {

namespace {
constexpr std::size_t kBlock = std::size_t{64} << 10;

int newlines_in(const char* begin, const char* end) {
  int count = 0;
  while (begin < end) {
    const void* found = std::memchr(begin, '\n', static_cast<std::size_t>(end - begin));
    if (found == nullptr) break;
    ++count;
    begin = static_cast<const char*>(found) + 1;
  }
  return count;
}
}  // namespace

// A file that fits into a block is read whole with one call.
FileSource::FileSource(int descriptor, std::size_t size, bool is_interactive)
    : descriptor_(descriptor),
      size_(size),
      capacity_(size > 0 && size < kBlock ? size + 16 : kBlock),
      buffer_(std::make_unique_for_overwrite<char[]>(capacity_)),
      is_interactive_(is_interactive) {}

FileSource::~FileSource() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

FileSource::Filled FileSource::fill(const char* keep, std::size_t length) {
  if (length > 0) std::memmove(buffer_.get(), keep, length);
  while (!is_at_end_) {
    if (length == capacity_) {  // only a delimiter longer than a block comes here
      auto larger = std::make_unique_for_overwrite<char[]>(capacity_ * 2);
      std::memcpy(larger.get(), buffer_.get(), length);
      buffer_ = std::move(larger);
      capacity_ *= 2;
    }
    const std::size_t room = capacity_ - length;
    const ssize_t count = ::read(descriptor_, buffer_.get() + length, room);
    if (count < 0 && errno == EINTR) continue;
    // Of a small regular file this was all: no need to be told so by another read.
    if (static_cast<std::size_t>(count) == size_ && size_ < room) is_at_end_ = true;
    if (count < 0) error_ = errno;
    if (count <= 0) {
      is_at_end_ = true;
      break;
    }
    const auto added = static_cast<std::size_t>(count);
    if (std::memchr(buffer_.get() + length, '\0', added) != nullptr) has_nul_ = true;
    return {length + added, true};
  }
  return {length, false};
}

void InputStack::push_text(std::string_view text, Location location, TextArena::Mark mark,
                           DefinitionRef keep) {
  Frame& frame = frames_.emplace_back();
  frame.current = text.data();
  frame.end = text.data() + text.size();
  frame.location = location;
  frame.keep = std::move(keep);
  frame.mark = mark;
}

void InputStack::push_builtin(const Builtin* builtin, Location location) {
  Frame& frame = frames_.emplace_back();
  frame.builtin = builtin;
  frame.location = location;
  frame.mark = arena_.mark();
}

void InputStack::push_file(std::unique_ptr<FileSource> file, const std::string* name) {
  Frame& frame = frames_.emplace_back();
  frame.file = std::move(file);
  frame.location = {name, 1};
  frame.current = frame.end = frame.line_mark = frame.file->buffer();
  frame.mark = arena_.mark();
  ++file_depth_;
}

void InputStack::pop() {
  Frame& frame = frames_.back();
  arena_.release(frame.mark);
  if (frame.file == nullptr) {
    frames_.pop_back();
    return;
  }
  Location last = frame.location;  // counts the line that a last newline begins
  last.line += newlines_in(frame.line_mark, frame.current);
  const int error = frame.file->error();
  frames_.pop_back();
  --file_depth_;
  ++progress_;
  if (error != 0 && on_read_error) on_read_error(last, error);
  if (on_file_end) on_file_end(last);
}

void InputStack::clear() {
  while (!frames_.empty()) {
    arena_.release(frames_.back().mark);
    frames_.pop_back();
  }
  file_depth_ = 0;
}

bool InputStack::advance_slow() {
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    if (frame.current != frame.end || frame.builtin != nullptr) return true;
    if (frame.file != nullptr && refill(frame)) return true;
    pop();
  }
  return false;
}

// Reads on, keeping what is unread and the byte before it (see location()).
bool InputStack::refill(Frame& frame) {
  if (frame.file->is_interactive() && before_interactive_read) before_interactive_read();
  const char* keep = frame.current;
  if (keep > frame.line_mark) {
    --keep;
    frame.location.line += newlines_in(frame.line_mark, keep);
  }
  const auto unread = static_cast<std::size_t>(frame.end - frame.current);
  const auto kept = static_cast<std::size_t>(frame.end - keep);
  const FileSource::Filled filled = frame.file->fill(keep, kept);
  frame.line_mark = frame.file->buffer();
  frame.current = frame.line_mark + (kept - unread);
  frame.end = frame.line_mark + filled.length;
  if (filled.has_more) ++progress_;
  return filled.has_more;
}

bool InputStack::looking_at(std::string_view bytes) {
  for (std::size_t i = frames_.size(); i-- > 0 && !bytes.empty();) {
    Frame& frame = frames_[i];
    if (frame.builtin != nullptr) return false;
    std::size_t seen = 0;
    while (!bytes.empty()) {
      const auto available = static_cast<std::size_t>(frame.end - frame.current) - seen;
      const std::size_t count = std::min(available, bytes.size());
      if (std::memcmp(frame.current + seen, bytes.data(), count) != 0) return false;
      bytes.remove_prefix(count);
      seen += count;
      if (bytes.empty() || frame.file == nullptr || !refill(frame)) break;
    }
  }
  return bytes.empty();
}

int InputStack::byte_beyond_top() {
  for (std::size_t i = frames_.size(); i-- > 0;) {
    Frame& frame = frames_[i];
    if (frame.builtin != nullptr) return -1;
    if (frame.current != frame.end || (frame.file != nullptr && refill(frame))) {
      return static_cast<unsigned char>(*frame.current);
    }
  }
  return -1;
}

void InputStack::consume(std::size_t count) {
  while (count > 0 && advance()) {
    Frame& frame = frames_.back();
    const std::size_t step = std::min(count, static_cast<std::size_t>(frame.end - frame.current));
    if (step == 0) return;  // a builtin: looking_at() never reaches beyond one
    frame.current += step;
    count -= step;
  }
}

// Lines are counted only when someone asks: from the place of the last question to the byte before
// the one that comes next.
void InputStack::count_lines(Frame& frame) {
  const char* last = frame.current - 1;
  frame.location.line += newlines_in(frame.line_mark, last);
  frame.line_mark = last;
}

Place InputStack::place_in_file() {
  const Location last = location();
  Frame& frame = frames_.back();
  FrameSource& source = frame.source;
  if (frame.line_mark != nullptr) {
    const bool is_behind_newline = frame.current > frame.line_mark && *frame.line_mark == '\n';
    return {source.origin, source.cause, last.file, last.line + (is_behind_newline ? 1 : 0)};
  }
  source.line += newlines_in(source.mark, frame.current);
  source.mark = frame.current;
  return {source.origin, source.cause, last.file, source.line};
}

}  // namespace sendwright::m4
