#include "modes/lint_cf.hh"

#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include "config/file_contents.hh"
#include "config/source_map.hh"
#include "daemon/configuration_loader.hh"
#include "maps/map_registry.hh"
#include "modes/relay_worlds.hh"
#include "rules/lint/lint.hh"
#include "rules/lint/reader_messages.hh"

namespace sendwright::modes {
namespace {

using rules::lint::Findings;

// The rules of a daemon are what strangers meet, so it is read as a daemon reads it.
daemon::LoadedConfiguration load(const CommandLine& line) {
  daemon::LoadRequest request;
  request.file = line.configuration_file;
  if (request.file.empty()) {
    request.file =
        daemon::default_configuration_file(line.configuration == ConfigurationChoice::kSubmission);
  }
  request.operation_mode = static_cast<char>(Mode::kDaemon);
  request.long_options = line.long_options;
  request.letter_options = line.letter_options;
  request.macros = line.macros;
  return daemon::load_configuration(request);
}

// The map beside the .cf, if there is one and it was made with it.
std::optional<config::SourceMap> source_map(const std::string& file, const std::string& cf) {
  const std::string name = file + ".map";
  if (!std::ifstream(name)) return std::nullopt;
  auto map = config::SourceMap::load(name);
  if (!map) {
    std::cerr << "sendmail: " << map.error().message << "; lines of the .mc are not named\n";
    return std::nullopt;
  }
  if (!map->matches(cf)) {
    std::cerr << "sendmail: " << name << " was made with another .cf; lines of the .mc are not "
              << "named: compile both again (m4 --source-map=" << name << ")\n";
    return std::nullopt;
  }
  return std::move(*map);
}

void add_map_messages(const std::string& file, const maps::MapRegistry& registry,
                      Findings& findings) {
  std::vector<std::string> texts;
  for (const maps::MapMessage& message : registry.messages()) {
    texts.push_back(file + ": line " + std::to_string(message.source_line) + ": " + message.text);
  }
  add_reader_messages(file, texts, findings);
}

}  // namespace

int lint_configuration(const CommandLine& line) {
  const daemon::LoadedConfiguration loaded = load(line);
  if (!loaded.was_read) {
    for (const std::string& message : loaded.messages)
      std::cerr << message << '\n';
    return to_int(loaded.exit_code);
  }
  const config::Configuration& configuration = *loaded.configuration;
  const std::string cf = config::file_contents(configuration.file).value_or("");
  const std::optional<config::SourceMap> places = source_map(configuration.file, cf);

  maps::MapEnvironment environment;
  environment.options = &configuration.options;
  maps::MapRegistry registry(configuration.maps, environment);
  Findings findings;
  rules::lint::add_reader_messages(configuration.file, loaded.messages, findings);
  add_map_messages(configuration.file, registry, findings);
  const config::SourceMap* const source = places ? &*places : nullptr;
  rules::lint::check_configuration(configuration, cf, registry, source, findings);

  const std::size_t attempts = check_relay_worlds(configuration, findings);

  std::cout << findings.lines(line.is_verbose, source);
  std::cout << configuration.file << ": " << findings.summary() << "; " << attempts
            << " attempts to relay\n";
  return findings.exit_status();
}

}  // namespace sendwright::modes
