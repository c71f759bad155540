#include "config/macros.hh"

namespace sendwright::config {

std::optional<std::string_view> MacroScope::find(std::string_view name) const {
  for (const MacroScope* scope = this; scope != nullptr; scope = scope->outer_) {
    const auto found = scope->values_.find(name);
    if (found == scope->values_.end()) continue;
    if (!found->second) return std::nullopt;
    return std::string_view(*found->second);
  }
  return std::nullopt;
}

std::string_view MacroScope::get(std::string_view name) const { return find(name).value_or(""); }

void MacroScope::set(std::string_view name, std::string value) {
  values_.insert_or_assign(std::string(name), std::move(value));
}

void MacroScope::remove(std::string_view name) {
  if (const auto found = values_.find(name); found != values_.end()) values_.erase(found);
}

void MacroScope::for_each(
    const std::function<void(const std::string& name, const std::string& value)>& visit) const {
  for (const auto& [name, value] : values_) {
    if (value) visit(name, *value);
  }
}

}  // namespace sendwright::config
