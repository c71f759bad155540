#include "base/file_safety.hh"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <string_view>
#include <vector>

namespace sendwright::base {
namespace {

constexpr int kMaxLinks = 40;  // the kernel's own limit on the way to a file

// Goes down the path from directory to directory as the kernel does, links included.
class Walk {
 public:
  explicit Walk(const FileSafety& safety) : safety_(safety) {}

  std::optional<UnsafeDirectory> to(const std::string& path) {
    begin_at(path);
    if (!path.starts_with('/')) {
      std::array<char, PATH_MAX> current{};
      if (::getcwd(current.data(), current.size()) != nullptr) begin_at(current.data());
    }
    while (!ahead_.empty()) {
      const std::string name = std::move(ahead_.front());
      ahead_.pop_front();
      if (name == "..") {
        at_.resize(at_.rfind('/') == at_.npos ? 0 : at_.rfind('/'));
        continue;
      }
      const std::string next = at_ + '/' + name;
      struct stat entry {};
      const bool is_there = ::lstat(next.c_str(), &entry) == 0;
      if (auto found = check(is_there ? &entry : nullptr)) return found;
      if (!is_there) return std::nullopt;  // opening the file says so
      if (!S_ISLNK(entry.st_mode) || ahead_.empty()) {
        at_ = next;
      } else if (++links_ > kMaxLinks || !follow(next)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

 private:
  // Puts the names of a path in front of those that are ahead.
  void begin_at(std::string_view path) {
    std::vector<std::string> names;
    if (path.starts_with('/')) at_.clear();
    while (!path.empty()) {
      const std::size_t end = std::min(path.find('/'), path.size());
      const std::string_view name = path.substr(0, end);
      if (!name.empty() && name != ".") names.emplace_back(name);
      path.remove_prefix(std::min(end + 1, path.size()));
    }
    ahead_.insert(ahead_.begin(), names.begin(), names.end());
  }

  bool follow(const std::string& link) {
    std::array<char, PATH_MAX> target{};
    const ssize_t size = ::readlink(link.c_str(), target.data(), target.size());
    if (size <= 0) return false;
    begin_at({target.data(), static_cast<std::size_t>(size)});
    return true;
  }

  // The directory we are in, of which `entry` is on our way.
  std::optional<UnsafeDirectory> check(const struct stat* entry) {
    const std::string directory = at_.empty() ? "/" : at_;
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) return std::nullopt;
    const mode_t writable = safety_.accepts_group_writable_directories ? S_IWOTH : S_IWOTH | S_IWGRP;
    if ((status.st_mode & writable) == 0) return std::nullopt;
    if ((status.st_mode & S_ISVTX) != 0 &&
        (safety_.accepts_sticky_directories || entry == nullptr || is_trusted(entry->st_uid)))
      return std::nullopt;
    const bool is_open_to_all = (status.st_mode & S_IWOTH) != 0;
    return UnsafeDirectory{
        is_open_to_all ? "World writable directory" : "Group writable directory", directory};
  }

  [[nodiscard]] bool is_trusted(uid_t owner) const {
    return owner == 0 || owner == ::geteuid() || owner == safety_.trusted_owner;
  }

  const FileSafety& safety_;
  std::string at_;  // without the last slash
  std::deque<std::string> ahead_;
  int links_ = 0;
};

bool is_our_group(gid_t group) {
  if (group == ::getegid()) return true;
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(::getgroups(0, nullptr), 0)));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  return count > 0 && std::ranges::find(groups, group) != groups.end();
}

OpenedFile refused(std::string problem) {
  OpenedFile refusal;
  refusal.problem = std::move(problem);
  refusal.is_unsafe = true;
  return refusal;
}

OpenedFile system_refusal() {
  const int reason = errno;
  OpenedFile refusal = refused(std::strerror(reason));
  refusal.is_missing = reason == ENOENT || reason == ENOTDIR;
  refusal.is_unsafe = reason == EACCES || reason == EPERM || reason == ELOOP || reason == EISDIR ||
                      reason == ENXIO || reason == ENAMETOOLONG;
  return refusal;
}

// What is wrong with the file itself.
std::string unsafe_file(const struct stat& status, const FileSafety& safety) {
  if (!S_ISREG(status.st_mode)) return "Regular files only";
  if (!safety.accepts_group_writable_files && (status.st_mode & S_IWGRP) != 0)
    return "Group writable file";
  if (!safety.accepts_world_writable_files && (status.st_mode & S_IWOTH) != 0)
    return "World writable file";
  return has_permission(status, S_IROTH, safety) ? "" : std::strerror(EACCES);
}

}  // namespace

std::optional<UnsafeDirectory> unsafe_directory(const std::string& path,
                                                const FileSafety& safety) {
  return Walk(safety).to(path);
}

bool has_permission(const struct stat& status, mode_t right, const FileSafety& safety) {
  if (::geteuid() != 0) return true;
  mode_t granted = status.st_mode;
  if (status.st_uid == 0 || status.st_uid == safety.trusted_owner)
    granted >>= 6;
  else if (is_our_group(status.st_gid))
    granted >>= 3;
  return (granted & right) != 0;
}

OpenedFile open_safely(const std::string& path, const FileSafety& safety) {
  struct stat entry {};
  const bool is_there = ::lstat(path.c_str(), &entry) == 0;
  const int reason = errno;
  const bool is_link = is_there && S_ISLNK(entry.st_mode);
  if (safety.checks_directories)
    if (const auto unsafe = unsafe_directory(path, safety)) return refused(unsafe->reason);
  if (is_link && !safety.accepts_links) {
    FileSafety of_links = safety;
    of_links.accepts_group_writable_directories =
        safety.accepts_links_in_group_writable_directories;
    if (unsafe_directory(path, of_links)) return refused("Symbolic links not allowed");
  }
  errno = reason;
  if (!is_there) return system_refusal();
  OpenedFile opened;
  if (::stat(path.c_str(), &opened.status) != 0) return system_refusal();
  if (auto problem = unsafe_file(opened.status, safety); !problem.empty()) return refused(problem);
  opened.file.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  // Of what is open now: another file may have come since.
  if (!opened.file || ::fstat(opened.file.get(), &opened.status) != 0) return system_refusal();
  if (auto problem = unsafe_file(opened.status, safety); !problem.empty()) return refused(problem);
  return opened;
}

}  // namespace sendwright::base
