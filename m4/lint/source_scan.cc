#include "m4/lint/source_scan.hh"

#include <array>
#include <cstddef>
#include <utility>

#include "m4/lexer.hh"

namespace sendwright::m4::lint {

namespace {

constexpr std::string_view kWriteQuotes = "write `text' with the backquote and the apostrophe";

struct Typographic {
  std::string_view bytes;
  std::string_view name;
};

// What word processors and web pages make of quotes, in UTF-8.
constexpr std::array<Typographic, 10> kTypographic = {{
    {"\xe2\x80\x98", "\xe2\x80\x98"},
    {"\xe2\x80\x99", "\xe2\x80\x99"},
    {"\xe2\x80\x9a", "\xe2\x80\x9a"},
    {"\xe2\x80\x9b", "\xe2\x80\x9b"},
    {"\xe2\x80\x9c", "\xe2\x80\x9c"},
    {"\xe2\x80\x9d", "\xe2\x80\x9d"},
    {"\xe2\x80\x9e", "\xe2\x80\x9e"},
    {"\xe2\x80\x9f", "\xe2\x80\x9f"},
    {"\xe2\x80\xb2", "\xe2\x80\xb2"},
    {"\xc2\xb4", "\xc2\xb4"},
}};

// The same in Windows-1252, where the byte is no part of a UTF-8 sequence.
constexpr std::string_view kWindowsQuotes = "\x91\x92\x93\x94\xb4";

bool is_line_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_utf8_neighbour(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// The typographic quote that begins at `at': its length and how to name it; length 0: none.
Typographic typographic_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  for (const Typographic& quote : kTypographic) {
    if (rest.starts_with(quote.bytes)) return quote;
  }
  if (kWindowsQuotes.find(rest.front()) != std::string_view::npos &&
      (at == 0 || !is_utf8_neighbour(text[at - 1])) &&
      (rest.size() < 2 || !is_utf8_neighbour(rest[1]))) {
    return {rest.substr(0, 1), "a Windows quote"};
  }
  return {};
}

}  // namespace

void SourceScan::run() {
  while (!is_over_ && at_ < text_.size())
    step();
}

std::string_view SourceScan::rest_of_line(std::size_t from) const {
  return text_.substr(from, text_.find('\n', from) - from);
}

void SourceScan::begin_line() {
  ++line_;
  is_at_line_start_ = true;
  is_hash_line_ = false;
}

void SourceScan::skip_line() {
  at_ += rest_of_line(at_).size() + 1;
  begin_line();
}

// One step outside of quoted strings.
void SourceScan::step() {
  if (!quotes_.empty()) {
    in_quotes();
    return;
  }
  const char c = text_[at_];
  if (is_name_start(c)) {
    take_word();
    return;
  }
  if (c == '\n') {
    ++at_;
    begin_line();
    return;
  }
  if (c == '#') {
    if (has_comments_) {
      at_ += rest_of_line(at_).size();
      return;
    }
    if (is_at_line_start_) is_hash_line_ = true;
  } else if (c == '`') {
    open_quote();
    return;
  } else if (c == '(' && !calls_.empty()) {
    calls_.emplace_back();
  } else if (c == ')' && !calls_.empty()) {
    calls_.pop_back();
  } else if (c == ',' && !calls_.empty()) {
    check_argument_start();
  } else if (is_utf8_neighbour(c)) {
    check_typographic();
  } else if (c >= '0' && c <= '9') {
    while (at_ + 1 < text_.size() && is_name_byte(text_[at_ + 1]))
      ++at_;
  }
  if (!is_line_blank(c)) is_at_line_start_ = false;
  ++at_;
}

void SourceScan::open_quote() {
  const std::string_view behind = rest_of_line(at_ + 1);
  const std::size_t text = behind.find_first_not_of(" \t\r");
  quotes_.push_back(
      {line_, text == std::string_view::npos || behind.substr(text).starts_with("dnl")});
  is_at_line_start_ = false;
  ++at_;
}

// Inside a string only quotes count. A line that begins with a macro call although the string was
// opened in the middle of an earlier line was hardly meant to be inside.
void SourceScan::in_quotes() {
  const char c = text_[at_];
  if (c == '\n') {
    begin_line();
  } else if (c == '`') {
    open_quote();
    return;
  } else if (c == '\'') {
    quotes_.pop_back();
  } else if (is_utf8_neighbour(c)) {
    check_typographic();
  } else if (is_name_start(c)) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_name_byte(text_[end]))
      ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    const bool is_call =
        (end < text_.size() && text_[end] == '(' && vocabulary_.has_effect(name)) ||
        vocabulary_.begins_section(name);
    const OpenQuote& innermost = quotes_.back();
    if (is_at_line_start_ && suspect_line_ == 0 && is_call && innermost.line < line_ &&
        !innermost.begins_block) {
      suspect_line_ = innermost.line;
    }
    at_ = end;
    is_at_line_start_ = false;
    return;
  }
  if (!is_line_blank(c) && c != '\n') is_at_line_start_ = false;
  ++at_;
}

void SourceScan::take_word() {
  std::size_t end = at_ + 1;
  while (end < text_.size() && is_name_byte(text_[end]))
    ++end;
  const std::string_view name = text_.substr(at_, end - at_);
  const bool begins_line = is_at_line_start_ && calls_.empty();
  is_at_line_start_ = false;
  if (name == "dnl") {
    skip_line();
    return;
  }
  if (name == "changequote") is_over_ = true;
  if (name == "changecom") has_comments_ = false;
  if (is_hash_line_)
    check_word_in_comment(name);
  else if (begins_line)
    check_word_at_line_start(name);
  at_ = end;
  if (end < text_.size() && text_[end] == '(') take_call(name, end);
}

void SourceScan::take_call(std::string_view name, std::size_t open) {
  if (calls_.empty() && !vocabulary_.is_macro(name)) return;
  if (name == "divert") take_divert(open);
  if ((name == "include" || name == "sinclude") &&
      rest_of_line(open).find("cf.m4") != std::string_view::npos) {
    has_comments_ = false;
  }
  calls_.push_back(name);
  at_ = open;
  check_argument_start();
  ++at_;
}

void SourceScan::take_divert(std::size_t open) {
  std::string_view where = rest_of_line(open + 1);
  while (!where.empty() && (is_line_blank(where.front()) || where.front() == '`')) {
    where.remove_prefix(1);
  }
  is_diverted_ = where.starts_with('-');
}

// `at_' is at the parenthesis or comma before the argument.
void SourceScan::check_argument_start() {
  if (is_quiet() || is_hash_line_ || calls_.empty() || calls_.back().empty()) return;
  const std::size_t start = text_.find_first_not_of(" \t", at_ + 1);
  if (start == std::string_view::npos) return;
  const bool is_first = text_[at_] == '(';
  const std::string name(calls_.back());
  if (text_[start] == '\'') {
    findings_.error(here(), "an argument of " + name +
                                "( begins with an apostrophe, which opens no string; write " +
                                name + "(`...') with a backquote first");
  } else if (text_[start] == '"' && is_first) {
    findings_.error(here(), "double quotes do not quote in m4; write " + name +
                                "(`...') with a backquote first and an apostrophe last");
  }
}

// Typographic quotes are no fault inside a text; beside a parenthesis or a comma they were meant to
// be quotes.
void SourceScan::check_typographic() {
  const Typographic quote = typographic_at(text_, at_);
  if (quote.bytes.empty() || is_quiet() || is_hash_line_) return;
  std::size_t before = at_;
  while (before > 0 && is_line_blank(text_[before - 1]))
    --before;
  const std::size_t after = text_.find_first_not_of(" \t", at_ + quote.bytes.size());
  const bool opens = before > 0 && (text_[before - 1] == '(' || text_[before - 1] == ',');
  const bool closes =
      after != std::string_view::npos && (text_[after] == ')' || text_[after] == ',');
  if ((opens || closes) && !findings_.has(here())) {
    findings_.error(here(), std::string(quote.name) +
                                " is no quote to m4, it looks pasted from a "
                                "formatted text; " +
                                std::string(kWriteQuotes));
  }
  at_ += quote.bytes.size() - 1;
}

void SourceScan::check_word_at_line_start(std::string_view name) {
  if (is_quiet()) return;
  const std::size_t end = at_ + name.size();
  const std::string_view behind = rest_of_line(end);
  const std::size_t text = behind.find_first_not_of(" \t");
  if (text == std::string_view::npos || behind[text] != '(') return;
  if (text == 0 && vocabulary_.is_macro(name)) return;
  std::string why = vocabulary_.why_left(name);
  if (!why.empty()) findings_.error(here(), std::move(why));
}

void SourceScan::check_word_in_comment(std::string_view name) {
  if (is_quiet() || !calls_.empty()) return;
  const std::size_t end = at_ + name.size();
  const bool is_call = end < text_.size() && text_[end] == '(' && vocabulary_.has_effect(name);
  if (!is_call && !vocabulary_.begins_section(name)) return;
  findings_.warning(here(), "# is no comment to m4: " + std::string(name) +
                                " takes effect here; write dnl in place of the #");
}

}  // namespace sendwright::m4::lint
