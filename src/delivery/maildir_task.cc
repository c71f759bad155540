// Maildir: a file written in tmp/, made durable, then moved into new/. No lock is needed.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>

#include "base/sysexits.hh"
#include "delivery/message_source.hh"
#include "delivery/tasks.hh"

namespace sendwright::delivery {
namespace {

AgentResult refused(base::Error error) {
  AgentResult result;
  result.exit_code = base::to_int(error.is_temporary() ? base::ExitCode::kTemporaryFailure
                                                       : base::ExitCode::kCannotCreate);
  result.message = std::move(error.message);
  return result;
}

// Host name with the two characters that Maildir names give a meaning replaced.
std::string host_part() {
  char name[256] = "localhost";
  ::gethostname(name, sizeof name - 1);
  std::string host;
  for (const char c : std::string(name)) {
    if (c == '/') {
      host += "\\057";
    } else if (c == ':') {
      host += "\\072";
    } else {
      host += c;
    }
  }
  return host;
}

std::string unique_name(base::Environment& environment) {
  static std::atomic<unsigned> counter = 0;
  const auto now = environment.now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
  const auto rest = std::chrono::duration_cast<std::chrono::microseconds>(now - seconds);
  return std::to_string(seconds.count()) + ".M" + std::to_string(rest.count()) + 'P' +
         std::to_string(::getpid()) + 'Q' + std::to_string(counter++) + '.' + host_part();
}

base::Result<void> make_folders(const std::string& maildir) {
  for (const char* folder : {"", "/tmp", "/new", "/cur"}) {
    const std::string path = maildir + folder;
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
      return std::unexpected(base::system_error("create folder", path, errno));
    }
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
      return std::unexpected(base::system_error("look at", path, errno));
    }
    const bool is_mine = ::geteuid() == 0 || status.st_uid == ::geteuid();
    if (!S_ISDIR(status.st_mode) || !is_mine) {
      return base::permanent("Maildir folder " + path + " is not a directory of its user");
    }
  }
  return {};
}

base::Result<void> write_message(const AgentRequest& request, int body_fd, const std::string& path,
                                 base::Environment& environment) {
  auto file = environment.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, request.file_mode);
  if (!file) return std::unexpected(file.error());
  MessageSource source(request, body_fd);
  while (true) {
    auto piece = source.next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) break;
    if (auto written = environment.write(file->get(), *piece); !written) return written;
  }
  return environment.sync(file->get());
}

}  // namespace

AgentResult deliver_to_maildir(const AgentRequest& request, int body_fd,
                               base::Environment& environment) {
  std::string maildir = request.path;
  while (maildir.size() > 1 && maildir.ends_with('/')) maildir.pop_back();
  if (auto made = make_folders(maildir); !made) return refused(made.error());
  const std::string name = unique_name(environment);
  const std::string draft = maildir + "/tmp/" + name;
  auto done = write_message(request, body_fd, draft, environment);
  if (done) done = environment.rename(draft, maildir + "/new/" + name);
  if (!done) {
    (void)environment.remove(draft);
    return refused(done.error());
  }
  if (auto synced = environment.sync_directory(maildir + "/new"); !synced) {
    return refused(synced.error());
  }
  return {};
}

}  // namespace sendwright::delivery
