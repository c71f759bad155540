// Macros ($x, ${name}) by name, in scopes: the configuration's definitions at the bottom, a
// session's above them, an envelope's above those. A lookup takes the innermost definition.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sendwright::config {

// Names are stored without braces: `j`, `client_addr`; `{x}` and `x` are the same macro.
// A scope keeps a pointer to the one outside it, which must live longer. Not thread-safe; an outer
// scope that several sessions share is not changed while they run.
class MacroScope {
 public:
  explicit MacroScope(const MacroScope* outer = nullptr) : outer_(outer) {}

  // The value, or nullopt if undefined (or removed) here and outside. Valid until the macro changes.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  // The value, or "" if undefined.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  void set(std::string_view name, std::string value);
  // Forgets the value of this scope: that of an outer one counts again.
  void remove(std::string_view name);
  // Calls `visit` for the definitions of this scope only, in name order.
  void for_each(const std::function<void(const std::string& name, const std::string& value)>& visit)
      const;

 private:
  const MacroScope* outer_;
  std::map<std::string, std::optional<std::string>, std::less<>> values_;
};

}  // namespace sendwright::config
