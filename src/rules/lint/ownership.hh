// Whether a line of the .cf is the site's own or the macro library's. Dead rules and unused
// rulesets that a library writes for whatever features may be chosen are no mistake of the site,
// which could not mend them either: they are told as notes.
#pragma once

#include <string_view>

#include "config/configuration.hh"
#include "config/source_map.hh"

namespace sendwright::rules::lint {

class Ownership {
 public:
  // With the source map it is known; `places` may be nullptr. Without it, rulesets of a generated
  // file that a library defines count as the library's, but for those that are there for the site's
  // rules (Local_..., LOCAL_RULE_0). A file that was not generated is the site's as a whole.
  Ownership(const config::Configuration& configuration, const config::SourceMap* places);

  // Of a rule of the named ruleset in this line.
  [[nodiscard]] bool is_sites_rule(std::string_view ruleset, int line) const;
  // Of a declared map.
  [[nodiscard]] bool is_sites_map(std::string_view map, int line) const;

 private:
  [[nodiscard]] bool is_in_site_file(int line) const;

  const config::SourceMap* places_;
  bool is_generated_;
};

}  // namespace sendwright::rules::lint
