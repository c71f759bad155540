// The real files, of which one chosen call fails: what a full disk or a broken one does to the queue.
#pragma once

#include <fcntl.h>

#include <atomic>
#include <cerrno>
#include <string>

#include "base/environment.hh"

namespace sendwright::queue::test {

// Counts the calls that change something; the call number `failing_call` (from 0) and, if
// `fails_ever_after`, all that follow it, fail as on a full disk. A failing write writes half.
class FaultyEnvironment final : public base::Environment {
 public:
  explicit FaultyEnvironment(int failing_call, bool fails_ever_after = false)
      : failing_call_(failing_call), fails_ever_after_(fails_ever_after) {}

  [[nodiscard]] int calls() const { return calls_; }
  void repair() { failing_call_ = -1; }

  base::TimePoint now() override { return real_.now(); }
  base::Result<base::UniqueFd> open(const std::string& path, int flags, mode_t mode) override {
    if ((flags & O_CREAT) != 0 && fails()) return std::unexpected(error("open " + path));
    return real_.open(path, flags, mode);
  }
  base::Result<void> write(int fd, std::string_view octets) override {
    if (!fails()) return real_.write(fd, octets);
    (void)real_.write(fd, octets.substr(0, octets.size() / 2));
    return std::unexpected(error("write"));
  }
  base::Result<std::string> read_all(int fd, size_t limit) override {
    return real_.read_all(fd, limit);
  }
  base::Result<void> sync(int fd) override {
    if (fails()) return std::unexpected(error("sync"));
    return real_.sync(fd);
  }
  base::Result<void> sync_directory(const std::string& path) override {
    if (fails()) return std::unexpected(error("sync directory " + path));
    return real_.sync_directory(path);
  }
  base::Result<void> rename(const std::string& from, const std::string& to) override {
    if (fails()) return std::unexpected(error("rename " + from));
    return real_.rename(from, to);
  }
  base::Result<void> link(const std::string& from, const std::string& to) override {
    return real_.link(from, to);
  }
  // A full disk still lets files be removed.
  base::Result<void> remove(const std::string& path) override { return real_.remove(path); }
  base::Result<struct stat> status(const std::string& path) override { return real_.status(path); }
  base::Result<base::DirectoryListing> list(const std::string& path) override {
    return real_.list(path);
  }

 private:
  bool fails() {
    const int call = calls_++;
    return call == failing_call_ || (fails_ever_after_ && failing_call_ >= 0 && call > failing_call_);
  }
  static base::Error error(const std::string& what) {
    return base::system_error(what, "(injected)", ENOSPC);
  }

  base::Environment& real_ = base::system_environment();
  std::atomic<int> failing_call_;
  bool fails_ever_after_;
  std::atomic<int> calls_{0};
};

}  // namespace sendwright::queue::test
