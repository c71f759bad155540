#include "maps/file_replacement.hh"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/identity.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kBufferSize = 1 << 18;

std::string directory_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

gid_t readers_group(const struct stat* old) {
  if (old != nullptr) return old->st_gid;
  const auto reader = base::run_as_identity("");
  return reader ? reader->gid : static_cast<gid_t>(-1);
}

std::unexpected<base::Error> system_failure() { return base::permanent(std::strerror(errno)); }

}  // namespace

base::Result<FileReplacement> FileReplacement::begin(const std::string& path, mode_t mode,
                                                     std::optional<uid_t> owner) {
  struct stat old {};
  const bool is_there = ::lstat(path.c_str(), &old) == 0;
  if (is_there && S_ISLNK(old.st_mode)) return base::permanent("Symbolic links not allowed");
  FileReplacement made;
  made.path_ = path;
  const std::string directory = directory_of(path);
  made.directory_.reset(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!made.directory_.is_open()) return system_failure();
  while (::flock(made.directory_.get(), LOCK_EX) != 0)
    if (errno != EINTR) return system_failure();
  std::string name = path + ".XXXXXX";
  made.file_.reset(::mkostemp(name.data(), O_CLOEXEC));
  if (!made.file_.is_open()) return system_failure();
  made.temporary_ = name;
  if (::fchmod(made.file_.get(), mode) != 0) return system_failure();
  if (::geteuid() == 0 && ::fchown(made.file_.get(), owner.value_or(static_cast<uid_t>(-1)),
                                   readers_group(is_there ? &old : nullptr)) != 0)
    return system_failure();
  return made;
}

FileReplacement::FileReplacement(FileReplacement&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      directory_(std::move(other.directory_)),
      file_(std::move(other.file_)),
      buffer_(std::move(other.buffer_)),
      size_(other.size_) {}

FileReplacement::~FileReplacement() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

std::unexpected<base::Error> FileReplacement::failure() const {
  return base::permanent("cannot write " + path_ + ": " + std::strerror(errno));
}

base::Result<void> FileReplacement::write_at(std::uint64_t offset, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t count =
        ::pwrite(file_.get(), octets.data(), octets.size(), static_cast<off_t>(offset));
    if (count < 0 && errno != EINTR) return failure();
    if (count <= 0) continue;
    octets.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

base::Result<void> FileReplacement::flush() {
  auto written = write_at(size_ - buffer_.size(), buffer_);
  buffer_.clear();
  return written;
}

base::Result<void> FileReplacement::append(std::string_view octets) {
  buffer_ += octets;
  size_ += octets.size();
  return buffer_.size() < kBufferSize ? base::Result<void>() : flush();
}

base::Result<void> FileReplacement::overwrite(std::uint64_t offset, std::string_view octets) {
  if (const auto flushed = flush(); !flushed) return flushed;
  return write_at(offset, octets);
}

base::Result<void> FileReplacement::install() {
  if (const auto flushed = flush(); !flushed) return flushed;
  if (::fsync(file_.get()) != 0) return failure();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return failure();
  temporary_.clear();
  return ::fsync(directory_.get()) == 0 ? base::Result<void>() : failure();
}

}  // namespace sendwright::maps
