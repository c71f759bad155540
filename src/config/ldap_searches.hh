// What sendmail searches a directory for where a configuration says no more than `LDAP`: its LDAP
// schema has entries for aliases and for the members of classes, of a host or of a cluster of hosts.
#pragma once

#include <string>
#include <string_view>

#include "config/macros.hh"

namespace sendwright::config {

// Flags of class ldap (-k and -v) for `F{name}@LDAP`.
[[nodiscard]] std::string ldap_class_search(std::string_view class_name, const MacroScope& macros);

// The same for `O AliasFile=ldap:`.
[[nodiscard]] std::string ldap_alias_search(const MacroScope& macros);

}  // namespace sendwright::config
