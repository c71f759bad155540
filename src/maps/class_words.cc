#include "maps/class_words.hh"

#include "base/strings.hh"
#include "base/waiter.hh"
#include "maps/map_registry.hh"

namespace sendwright::maps {

std::vector<std::string> words_from_map(std::string_view specification,
                                        const config::Options& options, std::string& error) {
  const std::size_t at = specification.find('@');
  const std::size_t colon = specification.find(':', at);
  if (at == specification.npos || colon == specification.npos) {
    error = "no map";
    return {};
  }
  const std::string_view map_class = specification.substr(at + 1, colon - at - 1);
  // All values of an entry are members, with blanks between them.
  const bool has_many_values = map_class == "ldap" || map_class == "ldapx";
  const config::MapDeclaration declaration{
      "class", std::string(map_class),
      (has_many_values ? "-z " : "") + std::string(specification.substr(colon + 1)), {}, 0};
  config::Options known;
  known.ldap_default_spec = options.ldap_default_spec;
  known.alias_file.clear();
  MapEnvironment environment;
  environment.options = &known;
  MapRegistry registry({&declaration, 1}, environment);
  for (const MapMessage& message : registry.messages()) error = message.text;
  rules::Map* const map = registry.find(declaration.name);
  if (!error.empty() || map == nullptr) return {};
  base::BlockingWaiter waiter;
  config::MacroScope macros;
  const rules::MapAnswer answer =
      map->lookup(specification.substr(0, at), {}, {.waiter = waiter, .macros = macros});
  if (answer.status == rules::MapStatus::kTemporaryFailure ||
      answer.status == rules::MapStatus::kPermanentFailure) {
    error = answer.diagnostic.empty() ? "map open failed" : answer.diagnostic;
    return {};
  }
  std::vector<std::string> words;
  const std::string value = answer.value.value_or("");
  for (const std::string_view word : base::split_words(value))
    words.emplace_back(word);
  return words;
}

}  // namespace sendwright::maps
