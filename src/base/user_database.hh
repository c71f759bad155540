// Who has a mailbox here (option MailboxDatabase): the machine's own users, or a file in passwd(5)
// format. Recipient checks, delivery, .forward and retrieval all ask this.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hh"

namespace sendwright::base {

struct User {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  std::string home;
  std::string shell;
  std::string full_name;  // the GECOS field up to its first comma, with `&` as the name
  std::string gecos;      // the whole field
};

// May be called from any thread; blocks for files, and for what the system's name service does.
class UserDatabase {
 public:
  virtual ~UserDatabase() = default;

  // The user of exactly this name. Not being able to tell is a temporary error.
  [[nodiscard]] virtual Result<std::optional<User>> find_exact(std::string_view login) = 0;

  // The user as mail addresses name it: as written, else in lower case.
  [[nodiscard]] Result<std::optional<User>> find(std::string_view login);
};

// The machine's own users (getpwnam_r).
[[nodiscard]] std::unique_ptr<UserDatabase> system_users();

// A file with a line `name:password:uid:gid:gecos:home:shell` for each user; the last fields may be
// missing. Lines that make no sense are skipped. Read again when the file has changed.
[[nodiscard]] std::unique_ptr<UserDatabase> passwd_file_users(std::string path);

// What option MailboxDatabase names: `pw` or `passwd:FILE`.
[[nodiscard]] Result<std::unique_ptr<UserDatabase>> open_user_database(std::string_view spec);

}  // namespace sendwright::base
