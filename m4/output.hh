// Where text goes: standard output (diversion 0), numbered diversions that are put out later, or
// nowhere (a negative number). Diversions stay in memory up to a bound, then move to a temporary
// file.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "m4/diagnostics.hh"
#include "m4/limits.hh"
#include "m4/origin.hh"
#include "m4/spill_file.hh"

namespace sendwright::m4 {

// Text put aside: pieces in the file first, then what is still in memory.
class Diversion {
 public:
  explicit Diversion(SpillFile& file) : file_(file) {}
  ~Diversion();
  Diversion(const Diversion&) = delete;
  Diversion& operator=(const Diversion&) = delete;

  void append(std::string_view text) { memory_.append(text); }
  // Moves what is in memory to the file. `keep_room': the memory stays allocated for what follows.
  void spill(bool keep_room);
  // Hands the text on in pieces.
  void read(const std::function<void(std::string_view)>& take) const;
  [[nodiscard]] std::uint64_t size() const { return spilled_bytes_ + memory_.size(); }
  [[nodiscard]] std::size_t size_in_memory() const { return memory_.size(); }

  LineOrigins lines;  // filled while origins are tracked; stays in memory

 private:
  struct Piece {
    std::uint64_t offset;
    std::uint64_t length;
  };
  SpillFile& file_;
  std::vector<Piece> pieces_;
  std::uint64_t spilled_bytes_ = 0;
  std::string memory_;
};

class Output {
 public:
  explicit Output(ByteSink& sink) : sink_(sink) { block_.reserve(kOutputBlock); }

  // Puts text into the current diversion. `where' is its place in the input, for option -s.
  void text(std::string_view text, Location where);
  void text(std::string_view text) {
    if (current_number_ == 0) {
      put(text);
    } else if (current_ != nullptr) {
      divert_text(text);
    }
  }

  void divert(int number);
  [[nodiscard]] int current() const { return current_number_; }
  // Puts a diversion into the current one and empties it; into itself: nothing.
  void undivert(int number);
  void undivert_all();
  // All that is diverted, for a frozen state.
  [[nodiscard]] std::vector<int> numbers() const;
  [[nodiscard]] std::uint64_t size(int number) const;
  // Hands a diversion's text on in pieces and leaves it where it is.
  void read(int number, const std::function<void(std::string_view)>& take) const;

  // Writes out what diversion 0 has collected.
  void flush();
  // Forgets what could not be written.
  void discard_pending() { block_.clear(); }

  // From now on, keep for each line where it comes from. What is there already comes from nowhere.
  void track_origins();
  // The lines that text goes to; null for nowhere. With tracking, text() must be told of there
  // first; with option -s, its place is set here instead, since a mark may come before it.
  LineOrigins* current_lines() {
    if (current_number_ == 0) return &lines_;
    return current_ != nullptr ? &current_->lines : nullptr;
  }
  void set_place(const Place& place) { place_ = place; }
  // Where the lines of diversion 0 come from, those of before tracking began not counted.
  [[nodiscard]] const LineOrigins& lines() const { return lines_; }
  // Called with everything that goes to standard output, before it is written.
  std::function<void(std::string_view)> on_written;

  // With -s: the next line gets a #line mark with the name of its file.
  void forget_place() { line_ = -1; }
  void enable_sync_lines(bool enable) { sync_lines_ = enable; }
  [[nodiscard]] bool has_sync_lines() const { return sync_lines_; }

 private:
  void put(std::string_view text) {
    if (on_written) on_written(text);
    if (text.size() > kOutputBlock - block_.size()) return put_beyond_block(text);
    block_.append(text);
  }
  void put_beyond_block(std::string_view text);
  void divert_text(std::string_view text);
  void spill();
  void plain(std::string_view text);
  void sync(Location where);

  ByteSink& sink_;
  std::string block_;
  SpillFile spill_file_;
  std::map<int, Diversion> diversions_;
  std::size_t memory_ = 0;  // bytes of all diversions in memory
  int current_number_ = 0;
  Diversion* current_ = nullptr;
  bool sync_lines_ = false;
  bool at_line_start_ = true;
  int line_ = -1;  // of the output, as the last #line said it; below 1: the name is to be told

  bool tracks_origins_ = false;
  LineOrigins lines_;
  Place place_;  // of text with a line of option -s
};

}  // namespace sendwright::m4
