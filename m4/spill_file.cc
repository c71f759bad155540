#include "m4/spill_file.hh"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

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

SpillFile::~SpillFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t SpillFile::append(std::string_view text) {
  if (descriptor_ < 0) descriptor_ = open_temporary();
  const std::uint64_t offset = end_;
  while (!text.empty()) {
    const ssize_t count = ::pwrite(descriptor_, text.data(), text.size(), static_cast<off_t>(end_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw OutputError{"cannot flush diversion to temporary file", errno};
    end_ += static_cast<std::uint64_t>(count);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  in_use_ += end_ - offset;
  return offset;
}

void SpillFile::read(std::uint64_t offset, char* buffer, std::size_t size) const {
  while (size > 0) {
    const ssize_t count = ::pread(descriptor_, buffer, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      throw OutputError{"cannot read diversion from temporary file", count < 0 ? errno : EIO};
    }
    offset += static_cast<std::uint64_t>(count);
    buffer += count;
    size -= static_cast<std::size_t>(count);
  }
}

void SpillFile::release(std::uint64_t count) {
  in_use_ -= count;
  if (in_use_ > 0 || end_ == 0) return;
  end_ = 0;
  // Should it fail, the file only stays as large as it is.
  [[maybe_unused]] const int ignored = ::ftruncate(descriptor_, 0);
}

}  // namespace sendwright::m4
