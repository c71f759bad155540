#include "m4/lint/call_check.hh"

#include <algorithm>
#include <optional>

#include "m4/lexer.hh"
#include "m4/lint/text.hh"

namespace sendwright::m4::lint {

namespace {

constexpr std::uint32_t kNoReader = 1;  // SymbolTable::use_mark outside of FEATURE() and MAILER()
// Of a .mc with more calls or definitions the rest is not looked at: it was made by a program.
constexpr std::size_t kMaxKept = 2000;

bool is_name(std::string_view text) {
  return !text.empty() && is_name_start(text.front()) &&
         std::all_of(text.begin(), text.end(), is_name_byte);
}

// The highest argument that a macro's text uses; none where it uses all of them, or their number.
std::optional<std::size_t> highest_parameter(std::string_view text) {
  std::size_t highest = 0;
  for (std::size_t at = text.find('$'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('$', at + 1)) {
    const char c = text[at + 1];
    if (c == '@' || c == '*' || c == '#') return std::nullopt;
    if (c >= '1' && c <= '9') highest = std::max(highest, static_cast<std::size_t>(c - '0'));
  }
  return highest;
}

}  // namespace

void CallCheck::take(const Arguments& arguments, bool begins_section, const FileLine& where,
                     const Library& library) {
  const std::string_view name = arguments.name();
  if (name == "define") {
    check_definition(arguments, where);
    return;
  }
  symbols_.use_mark = kNoReader;
  const Symbol* symbol = symbols_.find(name);
  if (symbol == nullptr || symbol->definition->builtin != nullptr) return;
  const bool is_local = begins_section && name.starts_with("LOCAL_");
  if ((is_local || (arguments.size() > 0 && OrderCheck::concerns(name))) &&
      order_.size() < kMaxKept) {
    order_.take({std::string(name), std::string(arguments[0]), is_local, where});
    symbols_.use_mark = kNoReader + static_cast<std::uint32_t>(order_.size());
  }
  check_excess(arguments, where);
  if (name == "MAILER" && arguments.size() > 1) check_mailer(arguments, where, library);
}

void CallCheck::check_definition(const Arguments& arguments, const FileLine& where) {
  if (defined_.size() + odd_names_.size() >= kMaxKept) return;
  const std::string name(arguments[0]);
  if (!is_name(name)) {
    odd_names_.push_back({name, where});
    return;
  }
  const std::string_view value = arguments[1];
  const auto opening = std::count(value.begin(), value.end(), '`');
  const auto closing = std::count(value.begin(), value.end(), '\'');
  if (value.ends_with('\'') && closing > opening) {
    findings_.warning(where, "the value of " + name + " ends with an apostrophe: `" +
                                 shortened(value) + "'; write one apostrophe less");
  }
  if (arguments.size() > 2) {
    findings_.warning(where, "the value of " + name + " ends at the first comma; write define(`" +
                                 name + "', `...') with all of it in quotes");
  }
  check_read_before(name, where);
  defined_.push_back({name, where});
}

// A value that a feature or mailer has used already comes too late. A test whether an option is set
// is no use: its value is read at the end.
void CallCheck::check_read_before(std::string_view name, const FileLine& where) {
  const Symbol* symbol = symbols_.known(name);
  if (symbol == nullptr || symbol->last_use <= kNoReader) return;
  if (!symbol->definition && name.starts_with("conf")) return;
  const SiteCall* reader = order_.call(symbol->last_use - kNoReader);
  if (reader == nullptr || (reader->macro != "FEATURE" && reader->macro != "MAILER")) return;
  findings_.warning(where, std::string(name) + " is defined after " + shown(*reader) + " of line " +
                               std::to_string(reader->where.line) +
                               " has used it; move it above that line");
}

void CallCheck::check_excess(const Arguments& arguments, const FileLine& where) {
  const Symbol* symbol = symbols_.find(arguments.name());
  if (!symbol->definition->has_parameters) return;
  const std::optional<std::size_t> highest = highest_parameter(symbol->definition->text);
  if (!highest || *highest == 0 || arguments.size() <= *highest) return;
  const std::string_view first_lost = arguments[*highest];
  if (first_lost.empty()) return;
  const std::string name(arguments.name());
  findings_.warning(where, name + " uses " + std::to_string(*highest) + " of its " +
                               std::to_string(arguments.size()) + " arguments, `" +
                               shortened(first_lost) + "' and what follows is lost; write " + name +
                               "(`...') with the commas inside the quotes, or one call each");
}

// The second argument is another name for the mailer, not another mailer.
void CallCheck::check_mailer(const Arguments& arguments, const FileLine& where,
                             const Library& library) {
  const std::string second(arguments[1]);
  if (second.empty() || second == arguments[0] || !library.has_mailer(second)) return;
  findings_.warning(where, "MAILER takes one mailer, so " + second +
                               " is not defined; write MAILER(`" + std::string(arguments[0]) +
                               "') and MAILER(`" + second + "')");
}

void CallCheck::finish() {
  for (const Defined& odd : odd_names_) {
    if (findings_.has(odd.where)) continue;
    findings_.warning(odd.where,
                      "define is given `" + shortened(odd.name) +
                          "' for a name, which no "
                          "text can call; write define(`NAME', `...') with the name in quotes");
  }
}

// A name that nothing has read, and that the library does not know, is most likely mistyped.
void CallCheck::tell_unread_names(Library& library) {
  for (const Defined& defined : defined_) {
    if (defined.name.starts_with('_')) continue;  // inside a library; what sites set is in capitals
    const Symbol* symbol = symbols_.find(defined.name);
    if (symbol == nullptr || symbol->last_use != 0 || symbol->was_used ||
        library.mentions(defined.name)) {
      continue;
    }
    const std::string nearest = library.nearest_word(defined.name);
    if (!nearest.empty()) {
      findings_.warning(defined.where, "nothing reads " + defined.name + "; write " + nearest);
    } else if (defined.name.starts_with("conf")) {
      findings_.warning(defined.where, "nothing reads " + defined.name +
                                           ", no option has this name; "
                                           "write a name that the library knows");
    }
  }
}

}  // namespace sendwright::m4::lint
