#include "base/user_database.hh"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include "base/strings.hh"
#include "base/unique_fd.hh"

namespace sendwright::base {
namespace {

constexpr size_t kMaxLogin = 256;                      // longer names are nobody
constexpr size_t kMaxPasswdFile = 256 * 1024 * 1024;  // larger files are refused
constexpr size_t kMaxNameServiceBuffer = 1024 * 1024;

// The person's name in a GECOS field.
std::string full_name_of(std::string_view gecos, std::string_view login) {
  std::string name;
  for (const char c : gecos.substr(0, gecos.find(','))) {
    if (c != '&') {
      name += c;
      continue;
    }
    name += login;
    name[name.size() - login.size()] = ascii_upper(login.front());
  }
  return name;
}

bool is_possible_login(std::string_view login) {
  return !login.empty() && login.size() <= kMaxLogin &&
         login.find_first_of(std::string_view(":\n\0", 3)) == std::string_view::npos;
}

class SystemUsers final : public UserDatabase {
 public:
  Result<std::optional<User>> find_exact(std::string_view login) override {
    if (!is_possible_login(login)) return std::nullopt;
    const std::string name(login);
    std::vector<char> buffer(4096);
    passwd entry{};
    passwd* found = nullptr;
    int error = 0;
    while ((error = getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found)) ==
               ERANGE &&
           buffer.size() < kMaxNameServiceBuffer)
      buffer.resize(buffer.size() * 2);
    if (found == nullptr) {
      if (error == 0 || error == ENOENT || error == ESRCH) return std::nullopt;
      return temporary("cannot look up user " + printable(login) + ": " + std::strerror(error));
    }
    return User{entry.pw_name,  entry.pw_uid,
                entry.pw_gid,   entry.pw_dir,
                entry.pw_shell, full_name_of(entry.pw_gecos, entry.pw_name),
                entry.pw_gecos};
  }
};

std::optional<User> parse_passwd_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  const auto fields = split(line, ':');
  if (line.starts_with('#') || fields.size() < 6 || !is_possible_login(fields[0]))
    return std::nullopt;
  const auto uid = parse_integer(fields[2]);
  const auto gid = parse_integer(fields[3]);
  constexpr long long kLargestId = 0xfffffffe;
  if (!uid || !gid || *uid < 0 || *gid < 0 || *uid > kLargestId || *gid > kLargestId)
    return std::nullopt;
  User user;
  user.name = fields[0];
  user.uid = static_cast<uid_t>(*uid);
  user.gid = static_cast<gid_t>(*gid);
  user.gecos = fields[4];
  user.full_name = full_name_of(user.gecos, user.name);
  user.home = fields[5];
  if (fields.size() > 6) user.shell = fields[6];
  return user;
}

Result<std::string> read_file(int fd, const std::string& path) {
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(fd, buffer, sizeof buffer);
    if (count == 0) return content;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return temporary("cannot read " + path + ": " + std::strerror(errno));
    content.append(buffer, static_cast<size_t>(count));
    if (content.size() > kMaxPasswdFile) return temporary("cannot read " + path + ": too large");
  }
}

class PasswdFileUsers final : public UserDatabase {
 public:
  explicit PasswdFileUsers(std::string path) : path_(std::move(path)) {}

  Result<std::optional<User>> find_exact(std::string_view login) override {
    const std::lock_guard lock(mutex_);
    if (const auto current = refresh(); !current) return std::unexpected(current.error());
    const auto user = users_.find(login);
    if (user == users_.end()) return std::nullopt;
    return user->second;
  }

 private:
  Result<void> refresh() {
    struct stat now {};
    if (::stat(path_.c_str(), &now) != 0)
      return temporary("cannot open user file " + path_ + ": " + std::strerror(errno));
    if (is_read_ && now.st_ino == seen_.st_ino && now.st_dev == seen_.st_dev &&
        now.st_size == seen_.st_size && now.st_mtim.tv_sec == seen_.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == seen_.st_mtim.tv_nsec)
      return {};
    const UniqueFd file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open() || ::fstat(file.get(), &now) != 0)
      return temporary("cannot open user file " + path_ + ": " + std::strerror(errno));
    const auto content = read_file(file.get(), path_);
    if (!content) return std::unexpected(content.error());
    users_.clear();
    for (const auto line : split(*content, '\n'))
      if (auto user = parse_passwd_line(line)) users_.emplace(user->name, *user);
    seen_ = now;
    is_read_ = true;
    return {};
  }

  const std::string path_;
  std::mutex mutex_;
  std::map<std::string, User, std::less<>> users_;
  struct stat seen_ {};
  bool is_read_ = false;
};

}  // namespace

Result<std::optional<User>> UserDatabase::find(std::string_view login) {
  auto user = find_exact(login);
  if (!user || *user) return user;
  const std::string lower = to_lower(login);
  return lower == login ? user : find_exact(lower);
}

std::unique_ptr<UserDatabase> system_users() { return std::make_unique<SystemUsers>(); }

std::unique_ptr<UserDatabase> passwd_file_users(std::string path) {
  return std::make_unique<PasswdFileUsers>(std::move(path));
}

Result<std::unique_ptr<UserDatabase>> open_user_database(std::string_view spec) {
  if (spec.empty() || spec == "pw") return system_users();
  if (spec.starts_with("passwd:") && spec.size() > 7)
    return passwd_file_users(std::string(spec.substr(7)));
  return permanent("option MailboxDatabase: unknown type \"" + printable(spec) +
                   "\" (known: pw, passwd:FILE)");
}

}  // namespace sendwright::base
