#include "maps/map_classes.hh"

#include <algorithm>

#include "config/file_safety.hh"
#include "maps/ldap_spec.hh"

namespace sendwright::maps {
namespace {

constexpr MapClass kClasses[] = {
    // name, own letters (bare, attached, valued), keeps quotes, passing, maker
    {"arith", {}, false, Passing::kOwnAnswer, make_arith_source},
    {"arpa", {}, false, Passing::kOwnAnswer, make_arpa_source},
    {"bestmx", {}, false, Passing::kOwnAnswer, make_best_mx_source},
    {"btree", {}, false, Passing::kOwnAnswer, make_database_source},
    {"cdb", {}, false, Passing::kOwnAnswer, make_cdb_source},
    {"dbm", {}, false, Passing::kOwnAnswer, make_database_source},
    {"dequote", {"", "s", ""}, true, Passing::kOwnAnswer, make_dequote_source},
    {"dns", {"", "dkv", "RBZr"}, false, Passing::kOwnAnswer, make_dns_source},
    {"hash", {}, false, Passing::kOwnAnswer, make_database_source},
    {"host", {"", "dr", ""}, false, Passing::kOwnAnswer, make_host_source},
    {"implicit", {}, false, Passing::kOwnAnswer, make_implicit_source},
    {"ldap", kLdapLetters, false, Passing::kOwnAnswer, make_ldap_source},
    {"ldapx", kLdapLetters, false, Passing::kOwnAnswer, make_ldap_source},  // its old name
    {"lmdb", {}, false, Passing::kOwnAnswer, make_lmdb_source},
    {"macro", {}, false, Passing::kOwnAnswer, make_macro_source},
    {"null", {}, false, Passing::kOwnAnswer, make_null_source},
    {"program", {}, false, Passing::kOwnAnswer, make_program_source},
    {"regex", {"nb", "sdkvz", ""}, false, Passing::kOwnAnswer, make_regex_source},
    {"sequence", {}, false, Passing::kMembersAnswer, make_sequence_source},
    {"socket", {"", "d", ""}, false, Passing::kOwnAnswer, make_socket_source},
    {"sql", {"1", "", "lC"}, false, Passing::kOwnAnswer, make_sql_source},
    {"stab", {}, false, Passing::kOwnAnswer, make_stab_source},
    {"switch", {}, false, Passing::kMembersAnswer, make_switch_source},
    {"syslog", {"", "", "L", false, false}, false, Passing::kOwnAnswer, make_syslog_source},
    {"text", {}, false, Passing::kOwnAnswer, make_text_source},
    {"user", {}, false, Passing::kOwnAnswer, make_user_source},
};

}  // namespace

base::FileSafety safety_of(const SourceRequest& request) {
  const config::Options* const options = request.environment.options;
  return config::map_file_safety(options != nullptr ? *options : config::Options());
}

const MapClass* find_map_class(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kClasses), std::end(kClasses),
                                         [name](const MapClass& c) { return c.name == name; });
  return found == std::end(kClasses) ? nullptr : found;
}

bool is_class_available(std::string_view name) { return find_map_class(name) != nullptr; }

}  // namespace sendwright::maps
