// From a key to the values of an ldap map: the filter, the searches, and the further ones that what
// was found asks for (attributes of type DN, FILTER and URL).
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "maps/ldap_spec.hh"

namespace sendwright::maps {

inline constexpr std::size_t kMaxLdapSearches = 200;      // of one lookup
inline constexpr std::size_t kMaxLdapEntries = 10000;     // that one search finds
inline constexpr std::size_t kMaxLdapAnswer = 1024 * 1024;  // octets of all values of a search

struct LdapSearch {
  std::string base;
  LdapScope scope = LdapScope::kSubtree;
  std::string filter;
  std::vector<std::string> attributes;  // empty: all
};

struct LdapEntry {
  struct Attribute {
    std::string name;
    std::vector<std::string> values;
  };
  std::vector<Attribute> attributes;
};

// Whom to ask, and for how long.
struct LdapRequest {
  std::string_view map_name, key;  // for messages
  const LdapSpec& spec;
  std::chrono::steady_clock::time_point deadline;
};

// Why there are no results, as sendmail says it.
[[nodiscard]] std::unexpected<base::Error> ldap_result_error(const LdapRequest& request,
                                                             const std::string& reason);

// What can be searched. Calls block.
class LdapDirectory {
 public:
  virtual ~LdapDirectory() = default;
  // Errors are temporary, and so is an answer beyond the limits above.
  [[nodiscard]] virtual base::Result<std::vector<LdapEntry>> search(const LdapSearch& search,
                                                                    const LdapRequest& request) = 0;
  // The search of an LDAP URL (RFC 4516); its host is not heeded: this directory is asked.
  [[nodiscard]] virtual base::Result<LdapSearch> search_of_url(const std::string& url) = 0;
};

// The filter of a map with %0 (the folded key) and, if `has_arguments`, %1 to %9 filled in, whatever
// octets they have escaped (RFC 4515); %s is the key as it came, where it is itself a piece of filter.
[[nodiscard]] std::string fill_ldap_filter(const LdapSpec& spec, std::string_view folded_key,
                                           std::string_view key,
                                           std::span<const std::string> arguments);

struct LdapAnswer {
  std::vector<std::string> values;  // as the map returns them: with -n names, with -V both
  bool has_match = false;           // the key has an entry
  bool was_searched_further = false;
};

// All values in the order of the directory: those of a search, then what its entries point to. No
// search is made twice in a lookup, so that entries may point to each other.
[[nodiscard]] base::Result<LdapAnswer> look_up_ldap(const LdapRequest& request,
                                                    const std::string& filter,
                                                    LdapDirectory& directory);

}  // namespace sendwright::maps
