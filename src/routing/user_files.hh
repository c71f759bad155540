// How routing reads a user's .forward and :include: files without being that user: the delivery room
// does it in an agent with the user's uid.
#pragma once

#include <string>

#include "base/waiter.hh"

namespace sendwright::routing {

enum class UserFileStatus {
  kRead,
  kMissing,      // no such file: look at the next one
  kUnsafe,       // other owner, others could have written it: a .forward is ignored with a log line
  kUnavailable,  // could not be read now: the recipient is deferred
};

enum class UserFileKind { kForward, kInclude };

struct UserFile {
  UserFileStatus status = UserFileStatus::kMissing;
  std::string content;
  long owner_uid = -1;
  long owner_gid = -1;
  std::string owner_login;           // empty: the machine has no such user
  std::string message;               // why not, for the log
  bool is_safe_for_programs = true;  // may it name programs and files?
};

class UserFileReader {
 public:
  virtual ~UserFileReader() = default;

  // Reads `path` with the rights of uid and gid (login names the user; -1: this process's own). A
  // .forward must be the user's own, or root's.
  [[nodiscard]] virtual UserFile read(const std::string& path, UserFileKind kind,
                                      const std::string& login, long uid, long gid,
                                      base::Waiter& waiter) = 0;
};

}  // namespace sendwright::routing
