// A connection to an LDAP server, bound as the map says. Calls block: they run where blocking is
// allowed, in one thread at a time.
#pragma once

#include <chrono>
#include <memory>

#include "base/result.hh"
#include "maps/ldap_lookup.hh"

namespace sendwright::maps {

class LdapConnection : public LdapDirectory {
 public:
  // False: the server is gone or does not answer in time; a new connection may have more luck.
  [[nodiscard]] virtual bool is_usable() = 0;
};

using LdapConnectionResult = base::Result<std::unique_ptr<LdapConnection>>;

// Connects and binds until `deadline`. Errors are temporary.
[[nodiscard]] LdapConnectionResult connect_ldap(const LdapServer& server,
                                                std::chrono::steady_clock::time_point deadline);

}  // namespace sendwright::maps
