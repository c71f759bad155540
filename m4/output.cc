#include "m4/output.hh"

#include <algorithm>
#include <cerrno>

namespace sendwright::m4 {

Diversion::~Diversion() { file_.release(spilled_bytes_); }

void Diversion::spill(bool keep_room) {
  if (memory_.empty()) return;
  const std::uint64_t offset = file_.append(memory_);
  const bool goes_on = !pieces_.empty() && pieces_.back().offset + pieces_.back().length == offset;
  if (goes_on) pieces_.back().length += memory_.size();
  else pieces_.push_back({offset, memory_.size()});
  spilled_bytes_ += memory_.size();
  memory_.clear();
  if (!keep_room) memory_.shrink_to_fit();
}

void Diversion::read(const std::function<void(std::string_view)>& take) const {
  std::string block;
  for (const Piece& piece : pieces_) {
    for (std::uint64_t done = 0; done < piece.length; done += block.size()) {
      block.resize(std::min<std::uint64_t>(piece.length - done, kOutputBlock));
      file_.read(piece.offset + done, block.data(), block.size());
      take(block);
    }
  }
  take(memory_);
}

void Output::put_beyond_block(std::string_view text) {
  flush();
  if (text.size() < kOutputBlock) {
    block_.append(text);
  } else if (!sink_.write(text)) {
    throw OutputError{"write error", errno};
  }
}

void Output::flush() {
  if (block_.empty()) return;
  const bool is_written = sink_.write(block_);
  const int error = errno;
  block_.clear();
  if (!is_written) throw OutputError{"write error", error};
}

void Output::track_origins() {
  if (tracks_origins_) return;
  tracks_origins_ = true;
  for (auto& [number, diversion] : diversions_) {
    diversion.read([&lines = diversion.lines](std::string_view text) { lines.add(text, {}); });
  }
}

void Output::divert_text(std::string_view text) {
  current_->append(text);
  memory_ += text.size();
  if (memory_ > kDiversionMemory) spill();
}

// All of them at once: a single one may be too small to make room for long.
void Output::spill() {
  const bool are_few = diversions_.size() <= kDiversionsWithRoom;
  for (auto& [number, diversion] : diversions_) {
    memory_ -= diversion.size_in_memory();
    diversion.spill(are_few);
  }
}

void Output::divert(int number) {
  if (number == current_number_) return;
  if (current_ != nullptr && current_->size() == 0) diversions_.erase(current_number_);
  current_number_ = number;
  current_ = nullptr;
  forget_place();
  if (number <= 0) return;
  current_ = &diversions_.try_emplace(number, spill_file_).first->second;
}

void Output::undivert(int number) {
  if (number <= 0 || number == current_number_) return;
  const auto taken = diversions_.extract(number);
  if (taken.empty()) return;
  Diversion& diversion = taken.mapped();
  memory_ -= diversion.size_in_memory();
  if (current_number_ < 0) return;
  forget_place();
  if (tracks_origins_) current_lines()->append(std::move(diversion.lines));
  diversion.read([this](std::string_view piece) { text(piece); });
}

void Output::undivert_all() {
  for (const int number : numbers()) undivert(number);
}

std::vector<int> Output::numbers() const {
  std::vector<int> result;
  for (const auto& [number, diversion] : diversions_) result.push_back(number);
  return result;
}

std::uint64_t Output::size(int number) const {
  const auto found = diversions_.find(number);
  return found == diversions_.end() ? 0 : found->second.size();
}

void Output::read(int number, const std::function<void(std::string_view)>& take) const {
  const auto found = diversions_.find(number);
  if (found != diversions_.end()) found->second.read(take);
}

// Emits a #line mark when the line about to begin is not the one that would follow by itself.
void Output::sync(Location where) {
  ++line_;
  if (where.line <= 0 || line_ == where.line) return;
  std::string mark = "#line " + std::to_string(where.line);
  if (line_ < 1 && where.file != nullptr) mark.append(" \"").append(*where.file).append("\"");
  mark += '\n';
  if (tracks_origins_) current_lines()->add(mark, place_);
  plain(mark);
  line_ = where.line;
}

void Output::plain(std::string_view bytes) { text(bytes); }

void Output::text(std::string_view bytes, Location where) {
  if (current_number_ < 0) return;
  if (at_line_start_) {
    at_line_start_ = false;
    sync(where);
  }
  if (tracks_origins_) current_lines()->add(bytes, place_);
  plain(bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (at_line_start_) {
      at_line_start_ = false;
      ++line_;
    }
    if (bytes[i] == '\n') at_line_start_ = true;
  }
}

}  // namespace sendwright::m4
