#include "maps/map_registry.hh"

#include <algorithm>
#include <array>

#include "base/strings.hh"
#include "maps/ldap_spec.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

// Map classes of sendmail whose services are gone, and what takes their place.
struct FormerClass {
  std::string_view name;
  std::string_view replacement;
};
constexpr FormerClass kFormerClasses[] = {
    {"hesiod", "use class ldap or sql, or export the table to text and use class hash"},
    {"netinfo", "export the directory with nidump and use class hash, or use class ldap"},
    {"nis", "export the map with ypcat -k and use class hash, or use class ldap"},
    {"nisplus", "export the table with niscat and use class hash, or use class ldap"},
    {"nsd", "export the map to text and use class hash"},
    {"ph", "use class ldap"},
};

std::string unavailable_class(const std::string& name, std::string_view class_name) {
  std::string text =
      "readcf: map " + name + ": class " + std::string(class_name) + " not available";
  for (const auto& former : kFormerClasses)
    if (former.name == class_name)
      text += " (no longer supported: " + std::string(former.replacement) + ')';
  return text;
}

// Flags that all classes read and some do not heed.
void drop_unheeded_flags(std::string_view class_name, MapFlags& flags) {
  const bool answers_nothing = class_name == "macro" || class_name == "syslog";
  if (class_name == "dns") flags.is_skipped_when_deferred = false;
  if (answers_nothing || class_name == "dequote" || class_name == "arpa")
    flags.is_match_only = false;
  if (answers_nothing || class_name == "arith") flags.append.clear();
}

// Classes that pass over flags they do not know without a word.
bool is_silent_about_flags(std::string_view class_name) {
  constexpr std::array<std::string_view, 7> kNames{"arith", "arpa",  "dequote", "dns",
                                                   "host",  "macro", "regex"};
  return std::ranges::find(kNames, class_name) != kNames.end();
}

// Classes that are nothing without a file (or what stands in its place).
bool needs_file(std::string_view class_name) {
  constexpr std::array<std::string_view, 11> kNames{"btree",   "cdb",    "dbm",  "hash",   "implicit",
                                                    "lmdb",    "program", "socket", "stab", "switch",
                                                    "text"};
  return std::ranges::find(kNames, class_name) != kNames.end();
}

// What stands behind the name of the file is no part of it.
bool is_one_file(std::string_view class_name) {
  constexpr std::array<std::string_view, 11> kNames{"btree", "cdb",    "dbm",    "hash", "implicit",
                                                    "lmdb",  "socket", "stab",   "switch", "text",
                                                    "user"};
  return std::ranges::find(kNames, class_name) != kNames.end();
}

}  // namespace

AliasSpec parse_alias_spec(std::string_view text) {
  AliasSpec spec{"implicit", std::string(base::trim(text)), {}};
  const size_t colon = text.find(':');
  const auto before = base::trim(text.substr(0, colon));
  if (colon != std::string_view::npos && !before.empty() &&
      before.find_first_of("/ \t") == std::string_view::npos) {
    spec.class_name = before;
    spec.arguments = base::trim(text.substr(colon + 1));
    // An alias has all its addresses, and a list of them has commas.
    if (spec.class_name == "ldap" || spec.class_name == "ldapx") spec.arguments.insert(0, "-z, ");
  }
  std::vector<char> unknown;
  spec.file = parse_map_flags(spec.arguments, {}, unknown).spec;
  return spec;
}

MapRegistry::MapRegistry(std::span<const config::MapDeclaration> declarations,
                         MapEnvironment environment)
    : environment_(std::move(environment)) {
  check_ldap_defaults();
  declare_standard_maps();
  for (const auto& declaration : declarations) declare(declaration);
}

void MapRegistry::declare(const config::MapDeclaration& declaration, bool is_alias_file) {
  const auto complain = [&](std::string text) {
    messages_.push_back({std::move(text), declaration.source_file, declaration.source_line});
  };
  const MapClass* const map_class = find_map_class(declaration.class_name);
  if (!map_class) return complain(unavailable_class(declaration.name, declaration.class_name));
  std::vector<char> unknown;
  std::vector<std::string> problems;
  MapFlags flags;
  if (declaration.class_name == "sequence") {
    flags.spec = base::trim(declaration.arguments);  // this class has no flags
  } else {
    for (const auto& arguments : declaration.inherited)
      flags = parse_map_flags(arguments, map_class->letters, unknown, std::move(flags));
    unknown.clear();
    flags = parse_map_flags(declaration.arguments, map_class->letters, unknown, std::move(flags));
  }
  drop_unheeded_flags(declaration.class_name, flags);
  if (is_one_file(declaration.class_name))
    flags.spec.erase(std::min(flags.spec.find_first_of(" \t"), flags.spec.size()));
  if (is_silent_about_flags(declaration.class_name)) unknown.clear();
  for (const char letter : unknown)
    complain("Illegal option " + base::printable(std::string_view(&letter, 1)) + " map " +
             (declaration.class_name == "syslog" ? "syslog" : declaration.name));
  flags.keeps_quotes = flags.keeps_quotes || map_class->keeps_quotes;
  std::unique_ptr<MapSource> source;
  if (flags.spec.empty() && needs_file(declaration.class_name)) {
    problems.push_back("No file name for " + declaration.class_name + " map " + declaration.name);
  } else {
    const bool has_text = is_alias_file && declaration.class_name == "implicit";
    const SourceMaker make = has_text ? make_alias_source : map_class->make;
    source = make({declaration.name, declaration.class_name, declaration.arguments, flags,
                   environment_, *this, problems});
  }
  for (auto& problem : problems) complain(std::move(problem));
  auto map = std::make_unique<DeclaredMap>(std::move(flags), std::move(source),
                                           map_class->passing == Passing::kMembersAnswer);
  auto& place = maps_[base::to_lower(declaration.name)];
  if (place) replaced_.push_back(std::move(place));
  place = std::move(map);
}

void MapRegistry::check_ldap_defaults() {
  std::vector<std::string> problems;
  if (environment_.options) parse_ldap_defaults(environment_.options->ldap_default_spec, problems);
  for (auto& problem : problems) messages_.push_back({std::move(problem), {}, 0});
}

void MapRegistry::declare_standard_maps() {
  declare({"host", "host", "-a.", {}, 0});
  std::string members;
  if (environment_.options) {
    int number = 0;
    for (const auto& text : environment_.options->alias_file) {
      const AliasSpec spec = parse_alias_spec(text);
      const std::string name = "Alias" + std::to_string(number++);
      declare({name, spec.class_name, spec.arguments, {}, 0}, true);
      members += name + ' ';
    }
  }
  declare({"aliases.files", members.empty() ? "null" : "sequence", members, {}, 0});
  declare({"aliases", "sequence", "aliases.files", {}, 0});
}

rules::Map* MapRegistry::find(std::string_view name) {
  auto found = maps_.find(name);
  if (found == maps_.end()) found = maps_.find(base::to_lower(name));
  return found == maps_.end() ? nullptr : found->second.get();
}

}  // namespace sendwright::maps
