// The table of map classes; adding a class is one file and one line here.
#pragma once

#include <span>
#include <string_view>

#include "maps/map_source.hh"

namespace sendwright::maps {

enum class Passing { kOwnAnswer, kMembersAnswer };  // kMembersAnswer: already has %1, -a and so on

struct MapClass {
  std::string_view name;
  ClassLetters letters;
  bool keeps_quotes;  // as if -q were given
  Passing passing;
  SourceMaker make;
};

// nullptr: no such class.
[[nodiscard]] const MapClass* find_map_class(std::string_view name);
[[nodiscard]] bool is_class_available(std::string_view name);

// Class implicit as an entry of option AliasFile.
std::unique_ptr<MapSource> make_alias_source(const SourceRequest& request);

std::unique_ptr<MapSource> make_arith_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_arpa_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_best_mx_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_cdb_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_database_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_dequote_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_dns_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_host_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_implicit_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_ldap_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_lmdb_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_macro_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_null_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_program_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_regex_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_sequence_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_socket_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_sql_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_stab_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_switch_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_syslog_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_text_source(const SourceRequest& request);
std::unique_ptr<MapSource> make_user_source(const SourceRequest& request);

}  // namespace sendwright::maps
