#include "rules/lint/lint.hh"

#include "rules/lint/loops.hh"
#include "rules/lint/map_use.hh"
#include "rules/lint/name_use.hh"
#include "rules/lint/ownership.hh"
#include "rules/lint/ruleset_use.hh"
#include "rules/lint/unreachable.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint {

void check_configuration(const config::Configuration& configuration, std::string_view cf,
                         MapDirectory& maps, const config::SourceMap* places, Findings& findings) {
  const Program program(configuration);
  const Ownership ownership(configuration, places);
  find_unreachable_rules(program, ownership, findings);
  find_loops(configuration, program, findings);
  check_ruleset_use(configuration, program, ownership, findings);
  check_map_use(configuration, program, cf, maps, ownership, findings);
  check_class_use(program, configuration, findings);
  check_macro_use(program, configuration, cf, ownership, findings);
}

}  // namespace sendwright::rules::lint
