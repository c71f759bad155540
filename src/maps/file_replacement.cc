#include "maps/file_replacement.hh"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/identity.hh"
#include "maps/whole_io.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kBufferSize = 1 << 18;
constexpr mode_t kNewFileMode = 0640;

std::string directory_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::unexpected<base::Error> system_failure() { return base::permanent(std::strerror(errno)); }

// Maps that root makes are read by processes that are not root.
gid_t readers_group() {
  const auto reader = base::run_as_identity("");
  return reader ? reader->gid : static_cast<gid_t>(-1);
}

bool may_write(const std::string& path, const struct stat& status,
               const base::FileSafety& safety) {
  return ::geteuid() == 0 ? base::has_permission(status, S_IWOTH, safety)
                          : ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

// Why the file that is there must not be replaced; empty: it may.
std::string objection_to(const std::string& path, const struct stat& status,
                         const config::MapWriteSafety& safety) {
  if (!S_ISREG(status.st_mode)) return "Regular files only";
  if (status.st_nlink > 1 && !safety.accepts_hard_link) return "Hard links not allowed";
  return may_write(path, status, safety.file) ? "" : std::strerror(EACCES);
}

}  // namespace

base::Result<FileReplacement> FileReplacement::begin(const std::string& path,
                                                     const config::MapWriteSafety& safety) {
  if (safety.file.checks_directories)
    if (const auto unsafe = base::unsafe_directory(path, safety.file))
      return base::permanent(unsafe->reason);
  FileReplacement made;
  made.path_ = path;
  struct stat old {};
  bool is_there = ::lstat(path.c_str(), &old) == 0;
  if (is_there && S_ISLNK(old.st_mode)) {
    if (!safety.accepts_symbolic_link) return base::permanent("Symbolic links not allowed");
    std::error_code failure;
    made.path_ = std::filesystem::weakly_canonical(path, failure);
    if (failure) return base::permanent(failure.message());
    is_there = ::stat(path.c_str(), &old) == 0;
  }
  if (is_there)
    if (auto reason = objection_to(path, old, safety); !reason.empty())
      return base::permanent(std::move(reason));
  if (const auto locked = made.lock_directory(); !locked) return std::unexpected(locked.error());
  const auto begun = made.make_temporary(is_there ? &old : nullptr, safety.file.trusted_owner);
  if (!begun) return std::unexpected(begun.error());
  return made;
}

base::Result<void> FileReplacement::lock_directory() {
  const std::string directory = directory_of(path_);
  directory_.reset(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory_.is_open()) return system_failure();
  while (::flock(directory_.get(), LOCK_EX) != 0)
    if (errno != EINTR) return system_failure();
  return {};
}

base::Result<void> FileReplacement::make_temporary(const struct stat* old,
                                                   std::optional<uid_t> owner) {
  std::string name = path_ + ".XXXXXX";
  file_.reset(::mkostemp(name.data(), O_CLOEXEC));
  if (!file_.is_open()) return system_failure();
  temporary_ = name;
  const gid_t group = old != nullptr ? old->st_gid : readers_group();
  if (::geteuid() == 0) {
    const uid_t keeper = owner.value_or(old != nullptr ? old->st_uid : 0);
    if (::fchown(file_.get(), keeper, group) != 0) return system_failure();
  } else if (old != nullptr && old->st_gid != ::getegid()) {
    // One of our other groups, it may be; if not, the file is our own group's.
    (void)!::fchown(file_.get(), static_cast<uid_t>(-1), group);
  }
  const mode_t mode = old != nullptr ? old->st_mode & 0777 : kNewFileMode;
  return ::fchmod(file_.get(), mode) == 0 ? base::Result<void>() : system_failure();
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
  return write_whole(file_.get(), octets, offset) ? base::Result<void>() : failure();
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
