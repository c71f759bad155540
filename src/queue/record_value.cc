#include "queue/record_value.hh"

#include <algorithm>

#include "address/meta.hh"
#include "base/strings.hh"

namespace sendwright::queue {
namespace {

using address::Meta;

constexpr char kQuote = '\xff';
constexpr char kStoredReference = '\x81';

// `Return-Path: <$g>` is the one field that is stored with a macro reference: the sender is written
// anew for each mailer.
bool holds_reference(const message::HeaderField& field) {
  return !field.condition.empty() && base::equals_ignoring_case(field.name, "Return-Path");
}

constexpr std::string_view kUsualType = "RFC822";

// Whether the text is `type; address`.
bool has_type(std::string_view text) {
  const size_t semicolon = text.find("; ");
  return semicolon != text.npos && semicolon > 0 &&
         std::ranges::all_of(text.substr(0, semicolon),
                             [](char c) { return base::is_ascii_alnum(c) || c == '-'; });
}

bool is_quoted_octet(char c) { return address::is_meta(c) || c == kQuote; }

}  // namespace

std::string stored_value(const message::HeaderField& field) {
  const std::string_view value = field.value;
  const bool has_references = holds_reference(field);
  std::string out;
  out.reserve(value.size());
  for (size_t i = 0; i < value.size(); ++i) {
    const bool is_reference = has_references && address::is(value[i], Meta::kMacro) &&
                              i + 2 < value.size() && address::is(value[i + 2], Meta::kNameEnd);
    if (is_reference) {
      out += kStoredReference;
      out += value[i + 1];
      i += 2;
      continue;
    }
    if (is_quoted_octet(value[i])) out += kQuote;
    out += value[i];
    // A line end that no blank follows would end the record.
    if (value[i] == '\n' && !(i + 1 < value.size() && (value[i + 1] == ' ' || value[i + 1] == '\t'))) {
      out += '\t';
    }
  }
  return out;
}

std::string loaded_value(const message::HeaderField& field, std::string_view stored) {
  const bool has_references = holds_reference(field);
  std::string out;
  out.reserve(stored.size());
  for (size_t i = 0; i < stored.size(); ++i) {
    const bool has_next = i + 1 < stored.size();
    if (has_next && stored[i] == kQuote && is_quoted_octet(stored[i + 1])) {
      out += stored[++i];
    } else if (has_next && stored[i] == kStoredReference && has_references) {
      out += address::to_char(Meta::kMacro);
      out += stored[++i];
      out += address::to_char(Meta::kNameEnd);
    } else {
      out += stored[i];
    }
  }
  return out;
}

std::string stored_final_recipient(const std::string& address) {
  return has_type(address) ? address : std::string(kUsualType) + "; " + address;
}

std::string loaded_final_recipient(std::string_view stored) {
  stored = base::trim(stored);
  const size_t semicolon = stored.find(';');
  const bool is_usual = semicolon != stored.npos &&
                        base::equals_ignoring_case(stored.substr(0, semicolon), kUsualType);
  if (!is_usual) return std::string(stored);
  const std::string_view address = base::trim(stored.substr(semicolon + 1));
  return std::string(has_type(address) ? stored : address);
}

}  // namespace sendwright::queue
