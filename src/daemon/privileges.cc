#include "daemon/privileges.hh"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <stdexcept>

#include "base/strings.hh"

namespace sendwright::daemon {
namespace {

const passwd* find_user(const std::string& name) {
  if (const auto number = base::parse_integer(name)) return ::getpwuid(static_cast<uid_t>(*number));
  return ::getpwnam(name.c_str());
}

base::Result<gid_t> find_group(const std::string& name) {
  if (const auto number = base::parse_integer(name)) return static_cast<gid_t>(*number);
  if (const group* entry = ::getgrnam(name.c_str())) return entry->gr_gid;
  return base::permanent("option RunAsUser: no group " + name + "; create it or name another");
}

Identity own_identity() {
  const passwd* entry = ::getpwuid(::geteuid());
  return {entry != nullptr ? entry->pw_name : std::to_string(::geteuid()), ::geteuid(), ::getegid()};
}

}  // namespace

base::Result<Identity> run_as_identity(const std::string& run_as_user) {
  if (::geteuid() != 0) return own_identity();
  if (run_as_user.empty()) {
    for (const char* name : {"sendwright", "smmsp", "mail", "nobody"}) {
      if (const passwd* entry = ::getpwnam(name)) return Identity{name, entry->pw_uid, entry->pw_gid};
    }
    return base::permanent("no user to run as; set option RunAsUser (confRUN_AS_USER)");
  }
  const size_t colon = run_as_user.find_first_of(":.");
  const std::string name = run_as_user.substr(0, colon);
  const passwd* entry = find_user(name);
  if (entry == nullptr) {
    return base::permanent("option RunAsUser: no user " + name + "; create it or name another");
  }
  Identity identity{entry->pw_name, entry->pw_uid, entry->pw_gid};
  if (colon == std::string::npos) return identity;
  const auto group = find_group(run_as_user.substr(colon + 1));
  if (!group) return std::unexpected(group.error());
  identity.gid = *group;
  return identity;
}

void drop_privileges(const Identity& identity) {
  if (::geteuid() != 0) return;
  if (::initgroups(identity.login.c_str(), identity.gid) != 0 ||
      ::setresgid(identity.gid, identity.gid, identity.gid) != 0 ||
      ::setresuid(identity.uid, identity.uid, identity.uid) != 0) {
    throw std::runtime_error("cannot become user " + identity.login);
  }
  if (identity.uid != 0 && ::setuid(0) == 0) {
    throw std::runtime_error("could become root again after becoming " + identity.login);
  }
  // No program that is run from here may gain rights.
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    throw std::runtime_error("cannot give up gaining privileges");
  }
}

}  // namespace sendwright::daemon
