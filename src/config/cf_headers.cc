// H lines: `HName: template`, `H?flags?Name: template`, `H?${macro}?Name: template`,
// `HName: $>ruleset` and `H*: $>ruleset`.
#include <algorithm>

#include "address/meta.hh"
#include "base/strings.hh"
#include "config/cf_parser.hh"

namespace sendwright::config {
namespace {

using address::Meta;

bool is_field_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f && c != ':'; });
}

}  // namespace

void CfParser::header(std::string_view rest) {
  std::string whole(rest);
  const auto syntax_error = [&] { error("header syntax error, line \"" + plain(whole) + "\""); };
  if (!rest.empty() && base::is_ascii_space(rest.front())) return syntax_error();
  HeaderDefinition definition;
  definition.line = first_line_number_;
  if (!rest.empty() && rest.front() == '?') {
    const std::size_t end = rest.find('?', 1);
    if (end == rest.npos) return syntax_error();
    const std::string_view condition = rest.substr(1, end - 1);
    if (!condition.empty() && address::is(condition.front(), Meta::kMacro)) {
      const std::size_t name_end = condition.find(to_char(Meta::kNameEnd));
      definition.macro = condition.substr(1, name_end == condition.npos ? name_end : name_end - 1);
    } else {
      definition.mailer_flags = condition;
    }
    rest.remove_prefix(end + 1);
    whole.resize(end);  // a message ends where the condition does
  }
  const std::size_t colon = rest.find(':');
  if (colon == rest.npos) return syntax_error();
  definition.name = base::trim(rest.substr(0, colon));
  if (!is_field_name(definition.name)) return syntax_error();
  std::string_view value = rest.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
    value.remove_prefix(1);

  if (!value.empty() && address::is(value.front(), Meta::kCall)) {
    HeaderCheck check;
    check.name = definition.name;
    check.line = definition.line;
    value.remove_prefix(1);
    check.keeps_comments = value.starts_with('+');
    if (check.keeps_comments) value.remove_prefix(1);
    const int number = ruleset_of(value);
    if (number < 0) return;
    check.ruleset = configuration_.ruleset_name(number);
    // Only the last check of a field counts.
    std::erase_if(configuration_.header_checks, [&](const HeaderCheck& other) {
      return base::equals_ignoring_case(other.name, check.name);
    });
    configuration_.header_checks.push_back(std::move(check));
    return;
  }
  definition.value = value;
  configuration_.headers.push_back(std::move(definition));
}

}  // namespace sendwright::config
