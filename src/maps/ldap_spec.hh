// What the K line of an ldap map says: the server, where and for what to search, and what to make of
// the entries found.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "maps/map_flags.hh"

namespace sendwright::maps {

enum class LdapMethod { kNone, kSimple, kGssapi, kExternal };
enum class LdapScope { kBase, kOne, kSubtree };
enum class LdapDereference { kNever, kAlways, kSearching, kFinding };

// Maps with equal ones share their connections.
struct LdapServer {
  std::string shown;  // as messages call it: the value of -h or -H
  std::string uris;   // with blanks between them; the first that can be reached is used
  int version = 3;
  LdapMethod method = LdapMethod::kSimple;
  std::string bind_dn;
  std::string secret;
  std::chrono::seconds network_timeout{};

  auto operator<=>(const LdapServer&) const = default;
};

// What the value of an attribute is: an answer, or where to search for answers.
enum class LdapValueKind { kNormal, kDn, kFilter, kUrl };

struct LdapAttribute {
  std::string name;
  LdapValueKind kind = LdapValueKind::kNormal;
  std::vector<std::string> object_classes;  // counts only in entries of one of these; empty: in all
};

struct LdapSpec {
  LdapServer server;
  std::string secret_file;  // the password, or Kerberos tickets for method GSSAPI
  std::string base;
  LdapScope scope = LdapScope::kSubtree;
  LdapDereference dereference = LdapDereference::kNever;
  bool chases_referrals = true;
  std::string filter;                     // with %0 ... in it
  bool has_arguments = false;             // -K: %1 ... too
  std::vector<LdapAttribute> attributes;  // empty: all
  bool is_single = false;                 // -1
  bool is_match_only = false;             // -m: it is enough that there is an entry
  bool returns_names = false;             // -n
  std::optional<char> name_separator;     // -V
  std::optional<char> delimiter;          // -z
  std::chrono::seconds time_limit{};      // of a lookup
  int size_limit = 0;                     // entries of one search; 0: the server's
};

// The letters of class ldap, for parse_map_flags.
inline constexpr ClassLetters kLdapLetters{"1nKRx", "V", "hpHbdMPkvsrclZw", true};

// `defaults` are the flags of option LDAPDefaultSpec. Messages are about flags that are not heeded;
// an error means that there is no map.
[[nodiscard]] base::Result<LdapSpec> parse_ldap_spec(std::string_view map_name,
                                                     const MapFlags& flags,
                                                     const MapFlags& defaults,
                                                     std::vector<std::string>& messages);

// Option LDAPDefaultSpec, without the flags that have no place in it; `messages` names those.
MapFlags parse_ldap_defaults(std::string_view spec,
                                           std::vector<std::string>& messages);

}  // namespace sendwright::maps
