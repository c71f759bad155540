#include "base/identity.hh"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "base/strings.hh"

namespace sendwright::base {
namespace {

const passwd* find_user(const std::string& name) {
  if (const auto number = parse_integer(name)) return ::getpwuid(static_cast<uid_t>(*number));
  return ::getpwnam(name.c_str());
}

Result<gid_t> find_group(const std::string& name) {
  if (const auto number = parse_integer(name)) return static_cast<gid_t>(*number);
  if (const group* entry = ::getgrnam(name.c_str())) return entry->gr_gid;
  return permanent("option RunAsUser: no group " + name + "; create it or name another");
}

Identity own_identity() {
  const passwd* entry = ::getpwuid(::geteuid());
  return {entry != nullptr ? entry->pw_name : std::to_string(::geteuid()), ::geteuid(), ::getegid()};
}

}  // namespace

Result<Identity> run_as_identity(const std::string& run_as_user) {
  if (::geteuid() != 0) return own_identity();
  if (run_as_user.empty()) {
    for (const char* name : {"sendwright", "smmsp", "mail", "nobody"}) {
      if (const passwd* entry = ::getpwnam(name)) return Identity{name, entry->pw_uid, entry->pw_gid};
    }
    return permanent("no user to run as; set option RunAsUser (confRUN_AS_USER)");
  }
  const size_t colon = run_as_user.find_first_of(":.");
  const std::string name = run_as_user.substr(0, colon);
  const passwd* entry = find_user(name);
  if (entry == nullptr) {
    return permanent("option RunAsUser: no user " + name + "; create it or name another");
  }
  Identity identity{entry->pw_name, entry->pw_uid, entry->pw_gid};
  if (colon == std::string::npos) return identity;
  const auto group = find_group(run_as_user.substr(colon + 1));
  if (!group) return std::unexpected(group.error());
  identity.gid = *group;
  return identity;
}

}  // namespace sendwright::base
