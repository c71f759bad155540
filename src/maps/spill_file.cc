#include "maps/spill_file.hh"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "maps/whole_io.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kBuffer = 1 << 20;

base::Result<void> system_failure() { return base::permanent(std::strerror(errno)); }

}  // namespace

base::Result<void> SpillFile::append(std::string_view octets) {
  if (buffer_.size() + octets.size() > kBuffer) {
    if (auto written = write(buffer_); !written) return written;
    buffer_.clear();
    if (octets.size() > kBuffer) return write(octets);
  }
  buffer_ += octets;
  return {};
}

base::Result<void> SpillFile::write(std::string_view octets) {
  if (!file_.is_open()) {
    std::string name = path_ + ".XXXXXX";
    file_.reset(::mkostemp(name.data(), O_CLOEXEC));
    if (!file_.is_open()) return system_failure();
    ::unlink(name.c_str());
  }
  if (!write_whole(file_.get(), octets, written_)) return system_failure();
  written_ += octets.size();
  return {};
}

base::Result<void> SpillFile::read(std::uint64_t offset, std::span<char> into) const {
  if (offset < written_) {
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), written_ - offset));
    if (!read_whole(file_.get(), into.data(), count, offset)) return system_failure();
    offset += count;
    into = into.subspan(count);
  }
  if (!into.empty()) buffer_.copy(into.data(), into.size(), offset - written_);
  return {};
}

bool SpillFile::has_at(std::uint64_t offset, std::string_view octets) {
  if (offset + octets.size() > size()) return false;
  read_again_.resize(octets.size());
  return read(offset, read_again_) && read_again_ == octets;
}

}  // namespace sendwright::maps
