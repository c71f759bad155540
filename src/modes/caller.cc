#include "modes/caller.hh"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace sendwright::modes {
namespace {

// The name part of a GECOS field: up to the first comma, with `&` as the capitalised login name.
std::string gecos_name(const passwd& entry) {
  std::string name;
  for (const char* c = entry.pw_gecos; c != nullptr && *c != '\0' && *c != ','; ++c) {
    if (*c != '&') {
      name += *c;
      continue;
    }
    std::string login = entry.pw_name;
    if (!login.empty() && login[0] >= 'a' && login[0] <= 'z') login[0] -= 'a' - 'A';
    name += login;
  }
  return name;
}

}  // namespace

Caller identify_caller() {
  Caller caller;
  const passwd* entry = ::getpwuid(::getuid());
  caller.is_root = ::getuid() == 0;
  if (entry == nullptr) {
    caller.login = "Unknown UID " + std::to_string(::getuid());
    return caller;
  }
  caller.login = entry->pw_name;
  caller.home = entry->pw_dir;
  const char* name = std::getenv("NAME");
  caller.full_name = name != nullptr ? name : gecos_name(*entry);
  return caller;
}

bool is_trusted(const Caller& caller, const config::Configuration& configuration) {
  return caller.is_root || configuration.is_trusted_user(caller.login);
}

}  // namespace sendwright::modes
