#include "maps/class_words.hh"

#include "base/strings.hh"
#include "base/waiter.hh"
#include "maps/map_registry.hh"

namespace sendwright::maps {

std::vector<std::string> words_from_map(std::string_view specification, std::string& error) {
  const std::size_t at = specification.find('@');
  const std::size_t colon = specification.find(':', at);
  if (at == specification.npos || colon == specification.npos) {
    error = "no map";
    return {};
  }
  const std::string_view map_class = specification.substr(at + 1, colon - at - 1);
  const config::MapDeclaration declaration{"class", std::string(map_class),
                                           std::string(specification.substr(colon + 1)), {}, 0};
  MapRegistry registry({&declaration, 1}, {});
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
  for (const std::string_view word : base::split_words(answer.value.value_or("")))
    words.emplace_back(word);
  return words;
}

}  // namespace sendwright::maps
