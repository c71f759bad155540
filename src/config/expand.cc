#include "config/expand.hh"

#include <algorithm>
#include <cctype>

#include "address/meta.hh"

namespace sendwright::config {
namespace {

using address::is;
using address::Meta;

constexpr int kMaxDepth = 10;
// A text whose macros name each other many times over would not end within anyone's lifetime.
constexpr std::size_t kMaxValues = 10000;
constexpr std::size_t kMaxOctets = 1 << 18;
constexpr std::size_t kMaxNameOctets = 25;
constexpr std::string_view kNoId = "Unable to assign macro/class ID (mid = 0xffffffff)";

std::optional<Meta> meta_for(char c) {
  switch (c) {
    case '*':
      return Meta::kAnyTokens;
    case '+':
      return Meta::kSomeTokens;
    case '-':
      return Meta::kOneToken;
    case '=':
      return Meta::kClass;
    case '~':
      return Meta::kNotClass;
    case '#':
      return Meta::kMailer;
    case '@':
      return Meta::kHost;
    case ':':
      return Meta::kUser;
    case '>':
      return Meta::kCall;
    case '|':
      return Meta::kSeparator;
    case '(':
      return Meta::kLookupBegin;
    case ')':
      return Meta::kLookupEnd;
    case '[':
      return Meta::kHostLookupBegin;
    case ']':
      return Meta::kHostLookupEnd;
    case '&':
      return Meta::kMacroNow;
    case '?':
      return Meta::kIf;
    case '.':
      return Meta::kEndIf;
    default:
      return std::nullopt;
  }
}

// Works through a coded text once; conditionals nest, skipped branches produce nothing.
class Expander {
 public:
  // `values` counts the values put in, for all levels together.
  Expander(const MacroScope& scope, bool keeps_macro_now, std::string& out, std::size_t& values)
      : scope_(scope), keeps_macro_now_(keeps_macro_now), out_(out), values_(values) {}

  void run(std::string_view text, int depth) {
    std::size_t at = 0;
    while (at < text.size()) {
      const std::string_view rest = text.substr(at);
      const auto plain =
          static_cast<std::size_t>(std::ranges::find_if(rest, address::is_meta) - rest.begin());
      if (!is_skipping()) out_ += rest.substr(0, plain);
      at += plain;
      if (at < text.size()) at = metatoken(text, at, depth);
    }
  }

 private:
  struct Condition {
    bool is_taken;  // this branch is written
    bool was_outside_skipped;
  };

  [[nodiscard]] bool is_skipping() const {
    return !conditions_.empty() &&
           (!conditions_.back().is_taken || conditions_.back().was_outside_skipped);
  }

  std::size_t metatoken(std::string_view text, std::size_t at, int depth) {
    const char c = text[at];
    std::string_view name;
    std::size_t next = at + 1;
    if (address::has_name(c)) {
      const std::size_t end = text.find(to_char(Meta::kNameEnd), at);
      name = text.substr(at + 1, end == text.npos ? text.npos : end - at - 1);
      next = end == text.npos ? text.size() : end + 1;
    }
    if (is(c, Meta::kIf)) {
      const bool is_set = !is_skipping() && !scope_.get(name).empty();
      conditions_.push_back({is_set, is_skipping()});
    } else if (is(c, Meta::kSeparator) && !conditions_.empty()) {
      conditions_.back().is_taken = !conditions_.back().is_taken;
    } else if (is(c, Meta::kEndIf) && !conditions_.empty()) {
      conditions_.pop_back();
    } else if (is_skipping()) {
      return next;
    } else if (is(c, Meta::kMacro) || (is(c, Meta::kMacroNow) && !keeps_macro_now_)) {
      value(scope_.get(name), depth);
    } else {
      out_ += text.substr(at, next - at);
    }
    return next;
  }

  // A macro's value; too deep a nesting leaves the rest out.
  void value(std::string_view text, int depth) {
    if (depth >= kMaxDepth || ++values_ > kMaxValues || out_.size() > kMaxOctets) return;
    Expander(scope_, keeps_macro_now_, out_, values_).run(text, depth + 1);
  }

  const MacroScope& scope_;
  bool keeps_macro_now_;
  std::string& out_;
  std::size_t& values_;
  std::vector<Condition> conditions_;
};

}  // namespace

std::string parse_name(std::string_view text, std::size_t& consumed,
                       std::vector<std::string>& messages) {
  consumed = 0;
  if (text.empty()) {
    messages.emplace_back("Name required for macro/class");
    return {};
  }
  if (text.front() != '{') {
    consumed = 1;
    return std::string(text.substr(0, 1));
  }
  const std::size_t end = std::min(text.find('}'), text.size());
  std::string name;
  for (const char c : text.substr(1, end - 1)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      name += c;
    } else {
      messages.push_back(std::string("Invalid macro/class character ") + c);
    }
  }
  consumed = std::min(end + 1, text.size());
  if (end == 1 && end < text.size()) messages.emplace_back("Name required for macro/class");
  if (end == text.size()) {
    messages.push_back("Unbalanced { on " + name);
    messages.emplace_back(kNoId);
    return {};
  }
  if (name.size() > kMaxNameOctets) {
    name.resize(kMaxNameOctets);
    messages.push_back("Macro/class name ({" + name + "}) too long (25 chars max)");
    messages.emplace_back(kNoId);
  }
  return name;
}

bool code_dollars(std::string_view text, std::string& coded, std::vector<std::string>& messages) {
  coded.resize(text.size() * 3 / 2 + 1);  // `$x` grows by an octet, nothing else grows
  char* out = coded.data();
  bool has_references = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$' || i + 1 == text.size()) {
      *out++ = text[i];
      continue;
    }
    const char c = text[++i];
    if (c == '$') {
      *out++ = c;
    } else if (c >= '0' && c <= '9') {
      *out++ = to_char(Meta::kReplacement);
      *out++ = c;
    } else {
      const std::optional<Meta> meta = meta_for(c);
      const char octet = to_char(meta.value_or(Meta::kMacro));
      *out++ = octet;
      if (!address::has_name(octet)) continue;
      if (is(octet, Meta::kMacro) || is(octet, Meta::kIf)) has_references = true;
      if (meta) ++i;
      std::size_t consumed = 0;
      const std::string name = parse_name(text.substr(i), consumed, messages);
      out = std::ranges::copy(name, out).out;
      *out++ = to_char(Meta::kNameEnd);
      i += consumed - 1;
    }
  }
  coded.resize(static_cast<std::size_t>(out - coded.data()));
  return has_references;
}

std::string code_dollars(std::string_view text, std::vector<std::string>& messages) {
  std::string coded;
  static_cast<void>(code_dollars(text, coded, messages));
  return coded;
}

std::string expand(std::string_view coded, const MacroScope& scope, bool keeps_macro_now) {
  std::string out;
  out.reserve(coded.size());
  std::size_t values = 0;
  Expander(scope, keeps_macro_now, out, values).run(coded, 0);
  return out;
}

std::string expand_source(std::string_view text, const MacroScope& scope) {
  std::vector<std::string> messages;
  return expand(code_dollars(text, messages), scope);
}

std::string macro_value(std::string_view name, const MacroScope& scope) {
  return expand(scope.get(name), scope);
}

}  // namespace sendwright::config
