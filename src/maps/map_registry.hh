// All maps of a configuration: the K lines, and the ones every configuration has (host, aliases).
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/map_declaration.hh"
#include "maps/declared_map.hh"
#include "maps/map_source.hh"

namespace sendwright::maps {

struct MapMessage {
  std::string text;  // sendmail's words, without file and line
  std::string source_file;
  int source_line = 0;  // 0: of no line
};

class MapRegistry final : public rules::MapDirectory {
 public:
  // Builds every map, in the order of the declarations; no file is opened before its first lookup.
  // A later declaration of a name replaces an earlier one, and inherits its flags.
  MapRegistry(std::span<const config::MapDeclaration> declarations, MapEnvironment environment);

  [[nodiscard]] rules::Map* find(std::string_view name) override;

  // What is wrong with declarations.
  [[nodiscard]] const std::vector<MapMessage>& messages() const { return messages_; }

 private:
  void declare(const config::MapDeclaration& declaration, bool is_alias_file = false);
  void check_ldap_defaults();
  void declare_standard_maps();

  MapEnvironment environment_;
  std::map<std::string, std::unique_ptr<rules::Map>, std::less<>> maps_;  // by name in lower case
  std::vector<std::unique_ptr<rules::Map>> replaced_;  // sequences may still point to them
  std::vector<MapMessage> messages_;
};

// One entry of option AliasFile (`hash:-o /etc/mail/aliases`; class implicit if none is named).
struct AliasSpec {
  std::string class_name;
  std::string arguments;
  std::string file;  // after the flags
};
[[nodiscard]] AliasSpec parse_alias_spec(std::string_view spec);

}  // namespace sendwright::maps
