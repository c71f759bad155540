// How routing reads a user's .forward and :include: files without being that user: the delivery room
// does it in an agent with the user's uid.
#pragma once

#include <string>

#include "base/waiter.hh"

namespace sendwright::routing {

enum class UserFileStatus {
  kRead,
  kMissing,      // no such file: look at the next one
  kUnsafe,       // other owner, writable by others, no regular file: ignored with a log line
  kUnavailable,  // could not be read now: the recipient is deferred
};

struct UserFile {
  UserFileStatus status = UserFileStatus::kMissing;
  std::string content;
  long owner_uid = -1;
  std::string message;  // why not, for the log
};

class UserFileReader {
 public:
  virtual ~UserFileReader() = default;

  // Reads `path` with the rights of uid and gid (login names the user; -1: this process's own).
  [[nodiscard]] virtual UserFile read(const std::string& path, const std::string& login, long uid,
                                      long gid, base::Waiter& waiter) = 0;
};

}  // namespace sendwright::routing
