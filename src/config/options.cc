#include "config/options.hh"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/strings.hh"
#include "config/leading_number.hh"
#include "config/option_setters.hh"
#include "config/option_table.hh"
#include "config/time_value.hh"

namespace sendwright::config {
namespace {

size_t index_of(const OptionInfo& info) {
  return static_cast<size_t>(&info - option_table().data());
}

std::string display_name(const OptionInfo& info) {
  return info.name.empty() ? std::string(1, info.letter) : std::string(info.name);
}

const OptionInfo* find_letter(char letter) {
  for (const auto& info : option_table())
    if (info.letter == letter && letter != '\0') return &info;
  return nullptr;
}

const OptionInfo* find_exact(std::string_view name) {
  for (const auto& info : option_table())
    if (!name.empty() && base::equals_ignoring_case(info.name, name)) return &info;
  return nullptr;
}

// The place of an option among those of sendmail, where the ones with a letter come first: a message
// about an ambiguous name shows them in this order.
int rank(const OptionInfo& info) {
  return info.letter == '\0' ? 512 : 2 * base::ascii_lower(info.letter) + (info.letter < 'a' ? 1 : 0);
}

base::Result<const OptionInfo*> unknown_name(std::string_view name) {
  return base::permanent("readcf: unknown option name " + std::string(name));
}

// The option that `name` names or begins; abbreviations do not reach into `Timeout.x`. Names are
// shown as they are: whoever prints a message takes care of what cannot be printed.
base::Result<const OptionInfo*> find_name(std::string_view name, Warnings& warnings) {
  if (name.empty()) return base::permanent("readcf: null option name");
  if (const auto* info = find_exact(name)) return info;
  const std::string_view part = name.substr(std::min(name.find('.'), name.size()));
  if (base::starts_with_ignoring_case(name, "Timeout."))
    return base::permanent("settimeout: invalid timeout " + std::string(part.substr(1)));
  if (base::equals_ignoring_case(name, "Milter"))
    return base::permanent("milter_set_option: invalid Milter option, must specify suboption");
  if (base::starts_with_ignoring_case(name, "Milter."))
    return base::permanent("milter_set_option: invalid Milter option " +
                           std::string(part.substr(1)));
  name.remove_suffix(part.size());
  std::vector<const OptionInfo*> matches;
  for (const auto& info : option_table())
    if (info.name.find('.') == std::string_view::npos &&
        base::starts_with_ignoring_case(info.name, name))
      matches.push_back(&info);
  if (matches.empty()) return unknown_name(name);
  std::ranges::stable_sort(matches, {}, [](const OptionInfo* info) { return rank(*info); });
  if (matches.size() > 1)
    return base::permanent("readcf: ambiguous option name " + std::string(name) + " (matches " +
                           std::string(matches[0]->name) + " and " +
                           std::string(matches[1]->name) + ")");
  warnings.push_back("Option " + std::string(name) + " used as abbreviation for " +
                     std::string(matches[0]->name));
  return matches[0];
}

// Puts the value where the table says; one overload for each kind of target.
struct Store {
  Options& options;
  const OptionInfo& info;
  std::string_view value;
  Warnings& warnings;

  base::Result<void> operator()(bool Options::*target) const {
    const char first = value.empty() ? 't' : base::ascii_lower(value.front());
    options.*target = first == 't' || first == 'y';
    return {};
  }
  base::Result<void> operator()(std::int64_t Options::*target) const {
    options.*target = leading_number(value);
    return {};
  }
  base::Result<void> operator()(mode_t Options::*target) const {
    options.*target = static_cast<mode_t>(leading_number(value, 8)) & 07777;
    return {};
  }
  base::Result<void> operator()(std::chrono::seconds Options::*target) const {
    const bool is_now =
        info.name.starts_with("Timeout.queuereturn") && base::equals_ignoring_case(value, "now");
    options.*target = read_time_value(is_now ? "0" : value, info.unit, warnings);
    return {};
  }
  base::Result<void> operator()(std::string Options::*target) const {
    options.*target = value;
    return {};
  }
  base::Result<void> operator()(std::vector<std::string> Options::*target) const {
    const auto words = base::split_words(value, ", \t");
    (options.*target).assign(words.begin(), words.end());
    return {};
  }
  base::Result<void> operator()(OptionSetter setter) const {
    return setter(options, value, warnings);
  }
};

base::Result<Warnings> unknown_letter(char letter) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "0x%x", static_cast<unsigned char>(letter));
  return base::permanent("readcf: unknown option name " + std::string(text.data()));
}

bool is_repeatable(std::string_view name) {
  return name == "DaemonPortOptions" || name == "ClientPortOptions" || name == "Pop3PortOptions" ||
         name == "PrivacyOptions" || name == "DontBlameSendmail" || name == "AliasFile";
}

}  // namespace

Options::Options() : texts_(option_table().size()) {
  Warnings none;
  (void)set_queue_la(*this, "", none);
  (void)set_refuse_la(*this, "", none);
  for (const auto& info : option_table()) {
    if (!info.built_in) continue;
    (void)std::visit(Store{*this, info, *info.built_in, none}, info.target);
    texts_[index_of(info)] = *info.built_in;
  }
}

base::Result<Warnings> Options::set(const OptionInfo& info, std::string_view value,
                                    bool is_override) {
  Warnings warnings;
  const std::string name = display_name(info);
  if (is_override)
    overridden_.insert(name);
  else if (overridden_.contains(name) && name != "PrivacyOptions")  // privacy only grows
    return warnings;
  const auto stored = std::visit(Store{*this, info, value, warnings}, info.target);
  if (!stored) return std::unexpected(stored.error());
  std::string& text = texts_[index_of(info)];
  const bool is_added = is_repeatable(info.name) && text != info.built_in.value_or("");
  text = is_added ? text + '\n' + std::string(value) : std::string(value);
  return warnings;
}

base::Result<Warnings> Options::set_long(std::string_view name, std::string_view value) {
  Warnings warnings;
  const auto info = find_name(name, warnings);
  if (!info) return std::unexpected(info.error());
  auto more = set(**info, value, false);
  if (more) more->insert(more->begin(), warnings.begin(), warnings.end());
  return more;
}

base::Result<Warnings> Options::override_long(std::string_view name, std::string_view value) {
  Warnings warnings;
  const auto info = find_name(name, warnings);
  if (!info) return std::unexpected(info.error());
  auto more = set(**info, value, true);
  if (more) more->insert(more->begin(), warnings.begin(), warnings.end());
  return more;
}

base::Result<Warnings> Options::set_letter(char letter, std::string_view value) {
  if (const auto* info = find_letter(letter)) return set(*info, value, false);
  return unknown_letter(letter);
}

base::Result<Warnings> Options::override_letter(char letter, std::string_view value) {
  if (const auto* info = find_letter(letter)) return set(*info, value, true);
  return unknown_letter(letter);
}

bool Options::is_safe_for_any_user(std::string_view name) {
  Warnings ignored;
  const auto info = find_name(base::trim(name), ignored);
  return info && (*info)->may_set == MaySet::kAnyUser;
}

bool Options::is_safe_for_any_user(char letter) {
  const auto* info = find_letter(letter);
  return info && info->may_set == MaySet::kAnyUser;
}

std::optional<std::string> Options::full_name(std::string_view name) {
  Warnings ignored;
  const auto info = find_name(base::trim(name), ignored);
  if (!info) return std::nullopt;
  return display_name(**info);
}

std::optional<std::string> Options::full_name(char letter) {
  const auto* info = find_letter(letter);
  if (!info) return std::nullopt;
  return display_name(*info);
}

std::optional<std::string> Options::text(std::string_view name) const {
  const auto* info = find_exact(name);
  if (!info) return std::nullopt;
  return texts_[index_of(*info)];
}

std::vector<std::pair<std::string, std::string>> Options::dump() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& info : option_table())
    if (!info.name.empty()) all.emplace_back(info.name, texts_[index_of(info)]);
  return all;
}

std::string Options::mailbox_template() const {
  if (!mail_spool.empty()) return mail_spool;
  return mailbox_database.starts_with("passwd:") ? "$z/mbox" : "/var/mail/$u";
}

}  // namespace sendwright::config
