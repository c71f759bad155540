#include "m4/lint/vocabulary.hh"

#include <algorithm>
#include <array>

#include "m4/builtins.hh"
#include "m4/lint/nearest_name.hh"

namespace sendwright::m4::lint {

namespace {
// The builtins that sites call themselves.
constexpr std::array<std::string_view, 10> kBuiltinsOfSites = {
    "define",   "undefine", "ifdef",    "ifelse", "include",
    "sinclude", "divert",   "undivert", "dnl",    "changequote"};

bool is_builtin_of_sites(std::string_view name) {
  return std::find(kBuiltinsOfSites.begin(), kBuiltinsOfSites.end(), name) !=
         kBuiltinsOfSites.end();
}

// The macros of the language are written in capitals; those of its inside begin with `_'.
bool is_language_word(std::string_view name) {
  return name.front() != '_' &&
         std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool diverts(const Definition& definition) {
  return !definition.has_parameters && definition.text.find("divert(") != std::string::npos;
}
}  // namespace

bool Vocabulary::is_macro(std::string_view name) const {
  return symbols_.find(name) != nullptr;
}

bool Vocabulary::takes_arguments(std::string_view name) const {
  const Symbol* symbol = symbols_.find(name);
  if (symbol == nullptr) return false;
  const Definition& definition = *symbol->definition;
  if (definition.builtin != nullptr) return definition.builtin->needs_arguments;
  return definition.has_parameters && is_language_word(name);
}

bool Vocabulary::has_effect(std::string_view name) const {
  const Symbol* symbol = symbols_.find(name);
  if (symbol == nullptr) return false;
  if (symbol->definition->builtin != nullptr) return is_builtin_of_sites(name);
  return takes_arguments(name) && symbol->definition->text.find('(') != std::string::npos;
}

bool Vocabulary::begins_section(std::string_view name) const {
  const Symbol* symbol = symbols_.find(name);
  return symbol != nullptr && is_language_word(name) && diverts(*symbol->definition);
}

std::string Vocabulary::nearest_macro(std::string_view name) const {
  NearestName nearest(name);
  for (const std::string_view builtin : kBuiltinsOfSites)
    nearest.offer(builtin);
  for (const auto& symbol : symbols_.all()) {
    if (!symbol->definition || symbol->definition->builtin != nullptr) continue;
    if (is_language_word(symbol->name) && symbol->definition->has_parameters) {
      nearest.offer(symbol->name);
    }
  }
  return nearest.best();
}

std::string Vocabulary::why_left(std::string_view name) const {
  const std::string written(name);
  if (takes_arguments(name)) {
    return "a blank stands between " + written +
           " and its parenthesis, so m4 gives it no "
           "arguments; write " +
           written + "(";
  }
  if (is_macro(name)) return {};
  if (name.starts_with("dnl") && is_macro(name.substr(3))) {
    return "m4 reads " + written + " as one word; write a blank behind dnl";
  }
  const std::string nearest = nearest_macro(name);
  if (nearest.empty()) return {};
  return "there is no macro " + written + ", so the call stays in the output as it is; write " +
         nearest + "(";
}

std::string Vocabulary::nearest_section(std::string_view name) const {
  NearestName nearest(name);
  for (const auto& symbol : symbols_.all()) {
    if (symbol->definition && is_language_word(symbol->name) && diverts(*symbol->definition)) {
      nearest.offer(symbol->name);
    }
  }
  return nearest.best();
}

}  // namespace sendwright::m4::lint
