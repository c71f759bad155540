#include "tools/postfix/conversion.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::postfix {

Conversion::Conversion(MainCf file, std::string file_name, ConversionOptions options)
    : site(options.cf_folder, options.mail_folder),
      file_(std::move(file)),
      file_name_(std::move(file_name)),
      options_(std::move(options)),
      reader_(options_.root) {
  set_postfix_defaults(file_, options_.host_name);
}

void Conversion::run() {
  for (const auto handlers : {domain_handlers(), restriction_handlers(), transport_handlers(),
                              address_handlers(), security_handlers(), setting_handlers()}) {
    for (const auto& handler : handlers) {
      if (handler.always || is_set(handler.name)) handler.run(*this);
    }
  }
  for (const auto& parameter : file_.parameters()) {
    auto& about = finding(parameter.name);
    if (about.is_empty() && !describe_known_parameter(*this, parameter.name)) {
      about.lost(
          "this program does not know the parameter; look whether the site needs what it does");
    }
  }
}

std::string Conversion::value(std::string_view name) {
  std::vector<std::string> unknown;
  auto result = file_.value(name, &unknown);
  if (!result) {
    finding(name).lost(result.error().message);
    return {};
  }
  return *result;
}

Finding& Conversion::finding(std::string_view name) {
  return findings_[std::string(name)];
}

void Conversion::define(std::string_view parameter, std::string_view conf_name,
                        std::string_view value) {
  if (site.define(conf_name, value, parameter)) {
    finding(parameter).carried(std::string(conf_name) + " is `" + std::string(value) + "'");
  } else {
    finding(parameter).lost("m4 would not take `" + base::printable(value, 80) +
                            "' as it stands; set " + std::string(conf_name) + " by hand");
  }
}

std::optional<LookupTable> Conversion::table(std::string_view parameter,
                                             std::string_view reference) {
  auto result = reader_.read(reference);
  if (!result) {
    finding(parameter).lost(base::printable(reference) + ": " + result.error().message);
    return std::nullopt;
  }
  for (const auto& loss : result->losses)
    finding(parameter).lost(loss);
  return std::move(*result);
}

std::vector<std::string> Conversion::names(std::string_view parameter) {
  std::vector<std::string> all;
  for (const auto& element : list(parameter)) {
    if (is_table_reference(element)) {
      if (const auto found = table(parameter, element)) {
        for (const auto& entry : found->entries)
          all.push_back(base::to_lower(entry.key));
      }
    } else if (element.starts_with('/')) {
      const auto text = reader_.read_file(element);
      const auto lines =
          text ? logical_lines(element, *text)
               : base::Result<std::vector<LogicalLine>>(std::unexpected(text.error()));
      if (!lines) {
        finding(parameter).lost(lines.error().message);
        continue;
      }
      for (const auto& line : *lines) {
        for (const auto& name : list_elements(line.text))
          all.push_back(base::to_lower(name));
      }
    } else {
      all.push_back(base::to_lower(element));
    }
  }
  return all;
}

void Conversion::add_access(std::string_view parameter, const std::string& key,
                            const std::string& value) {
  if (site.access.add(key, value)) return;
  finding(parameter).lost("access: " + key + " " + value + ", since the key already says " +
                          *site.access.find(key));
}

std::string Conversion::complete_address(std::string_view address) {
  if (address.find('@') != std::string_view::npos) return std::string(address);
  const auto domain = base::to_lower(origin());
  return destinations.contains(domain) ? std::string(address) : std::string(address) + '@' + domain;
}

bool Conversion::is_trusted(const Network& network) const {
  for (const auto& element : trusted) {
    if (element.network.covers(network)) return !element.is_excluded;
  }
  return false;
}

bool Conversion::has_losses() const {
  return std::ranges::any_of(file_.parameters(), [this](const Parameter& parameter) {
    const auto found = findings_.find(parameter.name);
    return found == findings_.end() || found->second.has_losses();
  });
}

void Conversion::print_report(std::ostream& out) const {
  std::map<std::string_view, size_t> outcomes;
  for (const auto& parameter : file_.parameters()) {
    const auto place = file_name_ + ":" + std::to_string(parameter.line) + ": ";
    const auto* last = file_.find(parameter.name);
    if (last->line != parameter.line) {
      out << place << parameter.name << ": has no effect: line " << last->line
          << " sets it again\n";
      ++outcomes["without effect"];
      continue;
    }
    const auto& about = findings_.find(parameter.name)->second;
    about.print(out, place, parameter.name);
    ++outcomes[about.outcome()];
  }
  bool is_first = true;
  for (const auto& [name, about] : findings_) {
    if (is_set(name) || about.is_empty()) continue;
    if (is_first) out << "\nWhat Postfix does without being told:\n";
    is_first = false;
    about.print(out, "default: ", name);
  }
  out << '\n' << file_.parameters().size() << " parameters:";
  const char* divider = " ";
  for (const auto& [outcome, count] : outcomes) {
    out << divider << count << ' ' << outcome;
    divider = ", ";
  }
  out << ".\nmaster.cf is not read: services with settings of their own (-o) are to be carried "
         "over by hand.\n";
}

}  // namespace sendwright::postfix
