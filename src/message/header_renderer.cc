#include "message/header_renderer.hh"

#include <algorithm>
#include <vector>

#include "address/address_list.hh"
#include "base/strings.hh"
#include "config/expand.hh"
#include "message/field_info.hh"

namespace sendwright::message {
namespace {

constexpr size_t kLineWidth = 78;
constexpr std::string_view kFold = ",\n        ";
constexpr size_t kFoldIndent = 8;

// The pieces between commas that stand outside quotes, comments and angle brackets. A group's name
// stays with its first member, its semicolon with the last.
std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> pieces;
  size_t start = 0;
  int comment_depth = 0;
  bool is_quoted = false;
  bool is_in_angles = false;
  const auto cut = [&](size_t end) {
    const std::string_view piece = base::trim(text.substr(start, end - start));
    if (!piece.empty()) pieces.push_back(piece);
    start = end + 1;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"' && comment_depth == 0) {
      is_quoted = !is_quoted;
    } else if (is_quoted) {
      continue;
    } else if (c == '(') {
      ++comment_depth;
    } else if (c == ')' && comment_depth > 0) {
      --comment_depth;
    } else if (comment_depth == 0 && (c == '<' || c == '>')) {
      is_in_angles = c == '<';
    } else if (c == ',' && comment_depth == 0 && !is_in_angles) {
      cut(i);
    }
  }
  if (start < text.size()) cut(text.size());
  return pieces;
}

std::string rewritten(std::string_view piece, AddressRole role, AddressRewriter& rewriter) {
  // The end of a group is no part of its last member's address.
  const bool ends_group = piece.ends_with(';') && piece.find(':') == piece.npos;
  if (ends_group) piece.remove_suffix(1);
  const bool has_address = !address::crack_address(piece).address.empty();
  std::string text = has_address ? rewriter.rewrite(piece, role) : std::string(piece);
  if (ends_group) text += ';';
  return text;
}

size_t column_after(size_t column, std::string_view text) {
  const size_t line_end = text.rfind('\n');
  return line_end == text.npos ? column + text.size() : text.size() - line_end - 1;
}

// The list on lines of at most kLineWidth columns where that can be.
std::string render_addresses(const HeaderField& field, AddressRole role,
                             const RenderContext& context) {
  const std::string_view value = field.value;
  const size_t blanks = std::min(value.find_first_not_of(" \t\r\n"), value.size());
  std::string out(blanks, ' ');
  const size_t limit = context.mailer.line_limit == 0
                           ? kLineWidth
                           : std::min(kLineWidth, context.mailer.line_limit - 2);
  size_t column = field.name.size() + 1 + blanks;
  bool is_first = true;
  for (const std::string_view piece : split_at_commas(value)) {
    const std::string text = rewritten(piece, role, context.rewriter);
    const bool fits = column + 2 + text.size() <= limit;
    if (!is_first) out += fits ? ", " : kFold;
    if (!is_first) column = fits ? column + 2 : kFoldIndent;
    out += text;
    column = column_after(column, text);
    is_first = false;
  }
  return out;
}

std::string unfolded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c != '\n') out += c;
  }
  return out;
}

// `${name}`, `$x`: the macro has a value. Else mailer flags, one of which is set.
bool is_met(std::string_view condition, const RenderContext& context) {
  if (condition.empty()) return true;
  if (condition.front() == '$') {
    std::string_view name = condition.substr(1);
    if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
    return !context.macros.get(name).empty();
  }
  return std::ranges::any_of(condition,
                             [&](char flag) { return context.mailer.flags.has(flag); });
}

// The message says in To: or Cc: whom it is for.
bool names_open_recipients(const HeaderList& headers) {
  return headers.find("To") != nullptr || headers.find("Cc") != nullptr;
}

std::string render_value(const HeaderField& field, const FieldInfo& info,
                         const RenderContext& context) {
  std::string value;
  switch (info.field_class) {
    case FieldClass::kSender:
      value = render_addresses(field, AddressRole::kSender, context);
      break;
    case FieldClass::kRecipient:
      value = render_addresses(field, AddressRole::kRecipient, context);
      break;
    case FieldClass::kBlindCopy:
      return {};
    default:
      // Only what the configuration added has references to macros.
      if (!info.is_conditional || field.condition.empty()) return field.value;
      return config::expand(field.value, context.macros);
  }
  const bool is_from = base::equals_ignoring_case(field.name, "From");
  return is_from && context.has_single_line_from ? unfolded(value) : value;
}

// For a header that is shown, not sent.
class UnchangedAddresses final : public AddressRewriter {
 public:
  std::string rewrite(std::string_view address, AddressRole) override {
    return std::string(address);
  }
};

void strip_high_bits(std::string& text) {
  for (char& c : text) c = static_cast<char>(c & 0x7f);
}

}  // namespace

std::string render_header(const HeaderList& headers, const RenderContext& context) {
  const bool has_open_recipients = names_open_recipients(headers);
  std::string out;
  out.reserve(headers.size_octets() + 256);
  for (const HeaderField& field : headers.fields()) {
    const FieldInfo& info = field_info(field.name);
    if (info.is_conditional && field.condition.empty()) continue;
    if (info.field_class == FieldClass::kBlindCopy && has_open_recipients) continue;
    if (!is_met(field.condition, context)) continue;
    out += field.name;
    out += ':';
    out += render_value(field, info, context);
    out += '\n';
  }
  if (context.mailer.flags.has('6') || context.mailer.flags.has('7')) strip_high_bits(out);
  return out;
}

std::string render_original_header(const HeaderList& headers, const config::MacroScope& macros) {
  config::Mailer reader;
  for (const char flag : {'D', 'F', 'M', 'P'}) reader.flags.set(flag);
  UnchangedAddresses addresses;
  return render_header(headers, {reader, macros, addresses});
}

std::string unix_from_line(std::string_view line_template, const config::MacroScope& macros) {
  return config::expand_source(line_template, macros) + '\n';
}

}  // namespace sendwright::message
