#include "message/header_completion.hh"

#include <algorithm>
#include <ctime>

#include "base/strings.hh"
#include "base/time_text.hh"
#include "config/expand.hh"
#include "message/field_info.hh"

namespace sendwright::message {
namespace {

using config::NoRecipientAction;

bool has_resent_field(const HeaderList& headers) {
  return std::ranges::any_of(headers.fields(),
                             [](const HeaderField& field) { return is_resent_field(field.name); });
}

std::string condition_of(const config::HeaderDefinition& definition) {
  if (definition.macro.empty()) return definition.mailer_flags;
  return definition.macro.size() == 1 ? '$' + definition.macro : "${" + definition.macro + '}';
}

// A Full-Name field is sent on the condition of the configuration, and names the sender.
void take_full_name(HeaderList& headers, const CompletionRequest& request,
                    config::MacroScope& macros) {
  for (HeaderField& field : headers.fields()) {
    if (!base::equals_ignoring_case(field.name, "Full-Name")) continue;
    macros.set("x", quoted_phrase(base::trim(field.value)));
    for (const config::HeaderDefinition& definition : request.definitions) {
      if (base::equals_ignoring_case(definition.name, field.name)) {
        field.condition = condition_of(definition);
      }
    }
  }
}

bool is_missing(const HeaderList& headers, const config::HeaderDefinition& definition,
                bool is_resent) {
  if (is_resent_field(definition.name) && !is_resent) return false;
  return field_info(definition.name).is_forced || headers.find(definition.name) == nullptr;
}

bool names_recipients(const HeaderList& headers) {
  return std::ranges::any_of(headers.fields(), [](const HeaderField& field) {
    const FieldClass field_class = field_info(field.name).field_class;
    return field_class == FieldClass::kRecipient || field_class == FieldClass::kBlindCopy;
  });
}

void add_recipient_field(HeaderList& headers, const CompletionRequest& request) {
  const auto add_each_of = [&](const std::string& name) {
    headers.append(name, ' ' + base::join(request.recipients, ", "));
  };
  switch (request.no_recipient_action) {
    case NoRecipientAction::kNone: return;
    case NoRecipientAction::kAddTo: return add_each_of("To");
    case NoRecipientAction::kAddApparentlyTo:
      for (const std::string& one : request.recipients) headers.append("Apparently-To", ' ' + one);
      return;
    case NoRecipientAction::kAddBcc: return headers.append("Bcc", " ");
    case NoRecipientAction::kAddToUndisclosed:
      return headers.append("To", " undisclosed-recipients:;");
  }
}

}  // namespace

void complete_header(HeaderList& headers, const CompletionRequest& request) {
  config::MacroScope macros(&request.macros);
  take_full_name(headers, request, macros);
  const std::string posted = date_of_from_line(request.from_line);
  if (!posted.empty()) macros.set("a", posted);
  // Mail without sender is from the mail system: an empty From: is no field.
  if (macros.get("g").empty()) macros.set("g", config::macro_value("n", request.macros));

  if (!names_recipients(headers)) add_recipient_field(headers, request);
  const bool is_resent = has_resent_field(headers);
  std::vector<HeaderField> added;
  for (const config::HeaderDefinition& definition : request.definitions) {
    if (!is_missing(headers, definition, is_resent)) continue;
    // Return-Path is expanded for each mailer: its sender is written differently for each.
    const bool is_late = base::equals_ignoring_case(definition.name, "Return-Path");
    const std::string value =
        is_late ? definition.value : config::expand(definition.value, macros);
    if (base::trim(value).empty()) continue;
    added.push_back({definition.name, ' ' + value, condition_of(definition)});
  }
  auto& fields = headers.fields();
  fields.insert(fields.begin(), std::make_move_iterator(added.begin()),
                std::make_move_iterator(added.end()));
}

std::string quoted_phrase(std::string_view full_name) {
  constexpr std::string_view kSpecials = ".,;:@<>[]()\\";
  const bool is_quoted = full_name.size() >= 2 && full_name.front() == '"' && full_name.back() == '"';
  if (is_quoted || full_name.find_first_of(kSpecials) == full_name.npos) return std::string(full_name);
  std::string out = "\"";
  for (const char c : full_name) {
    if (c == '"' || c == '\\') out += '\\';
    if (c != '\n' && c != '\r') out += c;
  }
  return out + '"';
}

std::string date_of_from_line(std::string_view line) {
  // The date is the last five words: the sender may hold blanks in quotes.
  const std::vector<std::string_view> words = base::split_words(line);
  constexpr size_t kDateWords = 5;
  if (words.size() < kDateWords + 1) return {};
  std::string date;
  for (size_t i = words.size() - kDateWords; i < words.size(); ++i) date += std::string(words[i]) + ' ';
  std::tm fields{};
  fields.tm_isdst = -1;
  const char* end = ::strptime(date.c_str(), "%a %b %d %H:%M:%S %Y", &fields);
  if (end == nullptr) return {};
  return base::rfc5322_date(base::from_epoch(std::mktime(&fields)));
}

}  // namespace sendwright::message
