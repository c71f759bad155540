#include "base/environment.hh"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace sendwright::base {
namespace {

bool is_worth_a_retry(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
    case EAGAIN:
    case EINTR:
    case ETIMEDOUT:
    case ESTALE:
      return true;
    default:
      return false;
  }
}

class SystemEnvironment final : public Environment {
 public:
  TimePoint now() override { return std::chrono::system_clock::now(); }

  Result<UniqueFd> open(const std::string& path, int flags, mode_t mode) override {
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
    if (!fd) return std::unexpected(system_error("open", path, errno));
    return fd;
  }

  Result<void> write(int fd, std::string_view octets) override {
    while (!octets.empty()) {
      const ssize_t count = ::write(fd, octets.data(), octets.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::unexpected(system_error("write to", "file", errno));
      octets.remove_prefix(static_cast<size_t>(count));
    }
    return {};
  }

  Result<std::string> read_all(int fd, size_t limit) override {
    std::string content;
    std::array<char, 65536> buffer;
    while (true) {
      const ssize_t count = ::read(fd, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::unexpected(system_error("read from", "file", errno));
      if (count == 0) return content;
      if (content.size() + static_cast<size_t>(count) > limit) {
        return permanent("file is longer than " + std::to_string(limit) + " octets");
      }
      content.append(buffer.data(), static_cast<size_t>(count));
    }
  }

  Result<void> sync(int fd) override {
    if (::fdatasync(fd) != 0) return std::unexpected(system_error("sync", "file", errno));
    return {};
  }

  Result<void> sync_directory(const std::string& path) override {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return std::unexpected(system_error("open directory", path, errno));
    if (::fsync(fd.get()) != 0) return std::unexpected(system_error("sync directory", path, errno));
    return {};
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) == 0) return {};
    return std::unexpected(system_error("rename", from + " to " + to, errno));
  }

  Result<void> link(const std::string& from, const std::string& to) override {
    if (::link(from.c_str(), to.c_str()) == 0) return {};
    return std::unexpected(system_error("link", from + " to " + to, errno));
  }

  Result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    return std::unexpected(system_error("remove", path, errno));
  }

  Result<struct stat> status(const std::string& path) override {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) return status;
    return std::unexpected(system_error("look at", path, errno));
  }

  Result<DirectoryListing> list(const std::string& path) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
    if (!directory) return std::unexpected(system_error("list", path, errno));
    DirectoryListing names;
    while (const dirent* entry = ::readdir(directory.get())) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    return names;
  }
};

}  // namespace

Environment& system_environment() {
  static SystemEnvironment environment;
  return environment;
}

Error system_error(const std::string& action, const std::string& path, int error_number) {
  return {"cannot " + action + ' ' + path + ": " + std::strerror(error_number),
          is_worth_a_retry(error_number) ? Persistence::kTemporary : Persistence::kPermanent};
}

}  // namespace sendwright::base
