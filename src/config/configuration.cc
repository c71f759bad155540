#include "config/configuration.hh"

#include <algorithm>
#include <cstdlib>

#include "base/strings.hh"

namespace sendwright::config {

std::optional<std::string_view> Declaration::find(std::string_view key) const {
  for (const auto& [name, value] : equates) {
    if (base::equals_ignoring_case(name, key)) return value;
  }
  return std::nullopt;
}

const Mailer* Configuration::find_mailer(std::string_view name) const {
  const auto found = std::ranges::find_if(mailers, [name](const Mailer& mailer) {
    return base::equals_ignoring_case(mailer.name, name);
  });
  return found == mailers.end() ? nullptr : &*found;
}

const NameClass* Configuration::find_class(std::string_view name) const {
  const auto found = classes.find(name);
  return found == classes.end() ? nullptr : &found->second;
}

std::optional<int> Configuration::find_ruleset(std::string_view name) const {
  if (!name.empty() && base::is_ascii_digit(name.front())) {
    int number = 0;
    for (const char c : name) {
      if (!base::is_ascii_digit(c)) break;
      number = number * 10 + (c - '0');
      if (number >= kMaxNumberedRulesets) return std::nullopt;
    }
    return number;
  }
  const auto found = ruleset_numbers.find(name);
  if (found == ruleset_numbers.end()) return std::nullopt;
  return found->second;
}

std::string Configuration::ruleset_name(int number) const {
  if (number >= 0 && number < kMaxRulesets) {
    const std::string& name = rulesets[static_cast<std::size_t>(number)].name;
    if (!name.empty()) return name;
  }
  return std::to_string(number);
}

bool Configuration::is_trusted_user(std::string_view name) const {
  const NameClass* const trusted = find_class("t");
  return trusted != nullptr && trusted->contains(name);
}

std::string ruleset_number_text(std::string_view digits) {
  return std::to_string(static_cast<int>(std::strtol(std::string(digits).c_str(), nullptr, 10)));
}

}  // namespace sendwright::config
