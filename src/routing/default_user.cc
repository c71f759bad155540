#include "routing/default_user.hh"

#include <grp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

#include "base/strings.hh"
#include "base/user_database.hh"

namespace sendwright::routing {
namespace {

constexpr std::string_view kAnyShell = "/SENDMAIL/ANY/SHELL/";
// What counts as a login shell on a machine without /etc/shells.
constexpr std::array<std::string_view, 4> kUsualShells{"/bin/sh", "/bin/bash", "/bin/csh",
                                                       "/bin/ksh"};

std::optional<long> find_group(const std::string& name) {
  if (const auto number = base::parse_integer(name)) return *number;
  std::array<char, 16384> buffer{};
  group entry{};
  group* found = nullptr;
  if (getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
    return std::nullopt;
  return static_cast<long>(found->gr_gid);
}

}  // namespace

DefaultUser find_default_user(const config::UserAndGroup& option) {
  DefaultUser result;
  if (const auto number = base::parse_integer(option.user)) {
    result.uid = *number;
  } else if (const auto user = base::system_users()->find(option.user); user && user->has_value()) {
    result.uid = (*user)->uid;
    result.gid = (*user)->gid;
  }
  if (!option.group.empty()) result.gid = find_group(option.group).value_or(result.gid);
  return result;
}

bool is_valid_shell(const std::string& shell) {
  const std::string_view wanted = shell.empty() ? kUsualShells.front() : std::string_view(shell);
  std::ifstream file("/etc/shells");
  if (!file) return std::ranges::find(kUsualShells, wanted) != kUsualShells.end();
  for (std::string line; std::getline(file, line);) {
    const auto name = base::trim(line);
    if (name == wanted || name == kAnyShell) return true;
  }
  return false;
}

}  // namespace sendwright::routing
