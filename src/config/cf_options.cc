// O lines: values go into the options at once; here is what follows for the rest of the file.
#include "base/strings.hh"
#include "config/cf_parser.hh"
#include "config/cf_text.hh"
#include "config/ldap_searches.hh"

namespace sendwright::config {

// `O Name=value`, `O Name.part=value`; `Ovalue` with a letter for the name.
void CfParser::option(std::string_view rest) {
  RawOption raw;
  raw.line = first_line_number_;
  base::Result<Warnings> outcome;
  if (!rest.empty() && rest.front() == ' ') {
    const std::string_view text = rest.substr(1);
    const std::size_t sign = text.find('=');
    raw.name = without_trailing_space(text.substr(0, sign));
    if (sign != text.npos) raw.value = base::trim(text.substr(sign + 1));
    outcome = configuration_.options.set_long(raw.name, raw.value);
  } else {
    raw.name = rest.substr(0, 1);
    if (!rest.empty()) raw.value = base::trim(rest.substr(1));
    outcome = configuration_.options.set_letter(rest.empty() ? '\0' : rest.front(), raw.value);
  }
  if (outcome) {
    option_was_set(raw.name, std::move(*outcome));
  } else {
    option_was_refused(raw.value, outcome.error().message);
  }
  configuration_.option_lines.push_back(std::move(raw));
}

void CfParser::option_was_refused(std::string_view value, const std::string& message) {
  error(message);
  // One of a port's options is not worth giving up for.
  was_given_up_ = value.find('=') == value.npos &&
                  (message.starts_with("Unknown delivery mode") ||
                   message.starts_with("Unknown 8-bit mode"));
  if (was_given_up_) status_ = base::ExitCode::kUsage;
}

void CfParser::option_was_set(std::string_view name, Warnings warnings) {
  for (std::string& warning : warnings) {
    if (warning.starts_with("Warning: ")) {
      warn(std::move(warning));
    } else {
      note(std::move(warning));
    }
  }
  if (base::equals_ignoring_case(name, "OperatorChars")) {
    if (has_operators_) {
      warn("Warning: OperatorChars is being redefined.\n"
           "         It should only be set before ruleset definitions.");
    }
    has_operators_ = true;
  }
  if (base::equals_ignoring_case(name, "AliasFile") || name == "A") alias_classes();
  adopt_operators();
}

// `class flags:file`: a class that does not exist is no alias source.
void CfParser::alias_classes() {
  if (!options_.has_map_class) return;
  std::erase_if(configuration_.options.alias_file, [&](const std::string& source) {
    const std::size_t colon = source.find(':');
    if (colon == source.npos) return false;
    const std::string name = source.substr(0, source.find_first_of(": \t"));
    if (options_.has_map_class(name)) return false;
    error("setalias: unknown alias class " + name);
    return true;
  });
}

// Options that do not go together, and those that are complete only now that the macros are known.
void CfParser::check_options() {
  Options& options = configuration_.options;
  for (std::string& source : options.alias_file)
    if (source == "ldap:") source += ldap_alias_search(configuration_.macros);
  if (options.single_thread_delivery && options.host_status_directory.empty()) {
    warn("Warning: HostStatusDirectory required for SingleThreadDelivery");
  }
  if (options.super_safe == SuperSafe::kInteractive &&
      options.delivery_mode != DeliveryMode::kInteractive) {
    warn("WARNING: SuperSafe=interactive should only be used with\n"
         "         DeliveryMode=interactive");
  }
}

}  // namespace sendwright::config
