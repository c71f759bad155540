#include "rules/lint/ownership.hh"

#include <array>

#include "rules/lint/known_names.hh"

namespace sendwright::rules::lint {
namespace {

// Where a macro library puts what the site writes.
bool is_for_site_rules(std::string_view ruleset) {
  constexpr std::array<std::string_view, 4> kNames{"ParseLocal", "98", "CanonLocal", "8"};
  for (const std::string_view name : kNames) {
    if (ruleset == name) return true;
  }
  return ruleset.starts_with("Local_");
}

}  // namespace

Ownership::Ownership(const config::Configuration& configuration, const config::SourceMap* places)
    : places_(places),
      is_generated_(configuration.find_ruleset("Basic_check_rcpt").has_value() &&
                    configuration.find_ruleset("MailerToTriple").has_value()) {}

// A file of the site is no .m4 of the library: those are known by folder and ending.
bool Ownership::is_in_site_file(int line) const {
  const auto place = places_->text_place_of(line);
  if (!place) return false;
  const std::string& file = place->file;
  return !file.ends_with(".m4") || file.starts_with('/') || file.find('/') == file.npos;
}

bool Ownership::is_sites_rule(std::string_view ruleset, int line) const {
  if (places_ != nullptr) return is_in_site_file(line);
  if (!is_generated_ || is_for_site_rules(ruleset)) return true;
  return !is_library_ruleset(ruleset) && !is_entry_ruleset(ruleset);
}

bool Ownership::is_sites_map(std::string_view map, int line) const {
  if (places_ != nullptr) return is_in_site_file(line);
  return !is_generated_ || !is_library_map(map);
}

}  // namespace sendwright::rules::lint
