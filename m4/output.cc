#include "m4/output.hh"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>


namespace sendwright::m4 {

namespace {
// A file that has no name any more: gone when the process ends, however it ends.
int open_temporary() {
  const char* directory = std::getenv("TMPDIR");
  std::string path = directory != nullptr && *directory != '\0' ? directory : "/tmp";
  path += "/m4XXXXXX";
  int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) {  // TMPDIR names no folder
    path = "/tmp/m4XXXXXX";
    descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  }
  if (descriptor < 0) throw OutputError{"cannot create temporary file for diversion", errno};
  ::unlink(path.c_str());
  return descriptor;
}
}  // namespace

Diversion::~Diversion() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Diversion::append(std::string_view text) {
  memory_.append(text);
  if (is_spilled() && memory_.size() >= kOutputBlock) spill();
}

void Diversion::spill() {
  if (descriptor_ < 0) descriptor_ = open_temporary();
  std::string_view rest = memory_;
  while (!rest.empty()) {
    const ssize_t count = ::pwrite(descriptor_, rest.data(), rest.size(),
                                   static_cast<off_t>(spilled_bytes_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw OutputError{"cannot flush diversion to temporary file", errno};
    spilled_bytes_ += static_cast<std::uint64_t>(count);
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  memory_.clear();
  if (memory_.capacity() > 2 * kOutputBlock) memory_.shrink_to_fit();
}

std::size_t Diversion::read(std::uint64_t offset, char* buffer, std::size_t size) {
  if (descriptor_ < 0) return 0;
  const ssize_t count = ::pread(descriptor_, buffer, size, static_cast<off_t>(offset));
  if (count < 0) throw OutputError{"cannot read diversion from temporary file", errno};
  return static_cast<std::size_t>(count);
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
  for (const auto& [number, diversion] : diversions_) {
    read(number, [&](std::string_view text) { diversion->lines.add(text, {}); });
  }
}

void Output::divert_text(std::string_view text) {
  const std::size_t before = current_->memory().size();
  current_->append(text);
  memory_ += current_->memory().size() - before;  // wraps correctly when the append spilled
  if (memory_ > kDiversionMemory) spill_largest();
}

void Output::spill_largest() {
  Diversion* largest = nullptr;
  for (const auto& [number, diversion] : diversions_) {
    if (largest == nullptr || diversion->memory().size() > largest->memory().size()) {
      largest = diversion.get();
    }
  }
  if (largest == nullptr) return;
  memory_ -= largest->memory().size();
  largest->spill();
}

void Output::divert(int number) {
  if (number == current_number_) return;
  if (current_number_ > 0 && current_ != nullptr && current_->memory().empty() &&
      !current_->is_spilled()) {
    diversions_.erase(current_number_);
  }
  current_number_ = number;
  current_ = nullptr;
  forget_place();
  if (number <= 0) return;
  auto& slot = diversions_[number];
  if (slot == nullptr) slot = std::make_unique<Diversion>();
  current_ = slot.get();
}

void Output::undivert(int number) {
  if (number <= 0 || number == current_number_) return;
  const auto found = diversions_.find(number);
  if (found == diversions_.end()) return;
  const std::unique_ptr<Diversion> diversion = std::move(found->second);
  diversions_.erase(found);
  memory_ -= diversion->memory().size();
  if (current_number_ < 0) return;
  forget_place();
  if (tracks_origins_) current_lines()->append(std::move(diversion->lines));
  if (diversion->is_spilled()) {
    std::string block(kOutputBlock, '\0');
    std::uint64_t offset = 0;
    while (const std::size_t count = diversion->read(offset, block.data(), block.size())) {
      text(std::string_view(block.data(), count));
      offset += count;
    }
  }
  text(diversion->memory());
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
  return found == diversions_.end() ? 0 : found->second->size();
}

void Output::read(int number, const std::function<void(std::string_view)>& take) {
  const auto found = diversions_.find(number);
  if (found == diversions_.end()) return;
  std::string block(kOutputBlock, '\0');
  std::uint64_t offset = 0;
  while (const std::size_t count = found->second->read(offset, block.data(), block.size())) {
    take(std::string_view(block.data(), count));
    offset += count;
  }
  take(found->second->memory());
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
