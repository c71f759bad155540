#include "daemon/privileges.hh"

#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <stdexcept>

namespace sendwright::daemon {

void drop_privileges(const Identity& identity) {
  if (::geteuid() != 0) return;
  int parent_death_signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &parent_death_signal);
  if (::initgroups(identity.login.c_str(), identity.gid) != 0 ||
      ::setresgid(identity.gid, identity.gid, identity.gid) != 0 ||
      ::setresuid(identity.uid, identity.uid, identity.uid) != 0) {
    throw std::runtime_error("cannot become user " + identity.login);
  }
  if (identity.uid != 0 && ::setuid(0) == 0) {
    throw std::runtime_error("could become root again after becoming " + identity.login);
  }
  // The kernel forgets it with every change of user, see prctl(2).
  ::prctl(PR_SET_PDEATHSIG, parent_death_signal);
  // No program that is run from here may gain rights.
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    throw std::runtime_error("cannot give up gaining privileges");
  }
}

}  // namespace sendwright::daemon
