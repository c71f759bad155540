#include "modes/relay_worlds.hh"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "dns/host_lookup.hh"
#include "maps/map_registry.hh"
#include "modes/made_up_names.hh"
#include "rules/engine.hh"
#include "rules/lint/lenient_maps.hh"
#include "rules/lint/relay_check.hh"
#include "rules/lint/relay_probe.hh"

namespace sendwright::modes {
namespace {

// Maps of these classes would ask other hosts, run programs or write logs: they find nothing.
bool leaves_this_process(const std::string& class_name) {
  constexpr std::array<std::string_view, 5> kClasses{"ldap", "ldapx", "program", "socket",
                                                     "syslog"};
  return std::ranges::find(kClasses, class_name) != kClasses.end();
}

std::vector<config::MapDeclaration> quiet_declarations(const config::Configuration& configuration) {
  std::vector<config::MapDeclaration> declarations = configuration.maps;
  for (config::MapDeclaration& declaration : declarations) {
    if (!leaves_this_process(declaration.class_name)) continue;
    declaration.class_name = "null";
    declaration.arguments.clear();
  }
  return declarations;
}

// Everything that one engine looks things up with.
class World {
 public:
  World(const config::Configuration& configuration, const std::string& exchanger)
      : names_(exchanger),
        hosts_(settings(), &names_),
        registry_(quiet_declarations(configuration),
                  {&configuration.options, &names_, &hosts_, nullptr}),
        maps_(registry_),
        engine_(configuration, maps_) {}

  [[nodiscard]] const rules::Engine& engine() const { return engine_; }
  [[nodiscard]] const rules::lint::LenientMaps& maps() const { return maps_; }

 private:
  static dns::HostLookupSettings settings() {
    dns::HostLookupSettings settings;
    settings.hosts_file = "/dev/null";
    settings.service_switch_file = "/dev/null";
    return settings;
  }

  MadeUpNames names_;
  dns::HostLookup hosts_;
  maps::MapRegistry registry_;
  rules::lint::LenientMaps maps_;
  rules::Engine engine_;
};

// What could not be looked up may allow more than what was seen.
void report_failures(const config::Configuration& configuration,
                     const rules::lint::LenientMaps& maps, rules::lint::Findings& findings) {
  for (const auto& [name, diagnostic] : maps.failures()) {
    const auto declared =
        std::ranges::find(configuration.maps, name, &config::MapDeclaration::name);
    if (declared == configuration.maps.end()) continue;
    findings.note({declared->source_file, declared->source_line},
                  "map " + name + " could not be asked" +
                      (diagnostic.empty() ? "" : " (" + diagnostic + ")") +
                      ", so whether its entries let strangers relay is not known; check the "
                      "configuration again where the map is");
  }
}

}  // namespace

std::size_t check_relay_worlds(const config::Configuration& configuration,
                               rules::lint::Findings& findings) {
  const World nowhere(configuration, "");
  const World everywhere(configuration, "mx.relay-probe.example");
  const World ours(configuration, rules::lint::certain_own_name(configuration));
  const std::array worlds{rules::lint::RelayWorld{everywhere.engine(), false},
                          rules::lint::RelayWorld{nowhere.engine(), false},
                          rules::lint::RelayWorld{ours.engine(), true}};
  const std::size_t attempts = rules::lint::check_relay(worlds, findings);
  report_failures(configuration, everywhere.maps(), findings);
  return attempts;
}

}  // namespace sendwright::modes
