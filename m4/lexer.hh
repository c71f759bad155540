// Splits the input into tokens: names of macros, quoted strings without their quotes, comments,
// parentheses and commas where arguments are being collected, and runs of everything else. A name
// that is not defined is text like any other; most of a .cf file is, so it is left in the run.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "m4/input.hh"
#include "m4/observer.hh"

namespace sendwright::m4 {

enum class TokenKind : std::uint8_t { kEnd, kText, kMacro, kOpen, kClose, kComma, kBuiltin };

struct Token {
  TokenKind kind;
  std::string_view text;  // valid until the next call of the lexer
  Symbol* symbol = nullptr;          // of a macro's name
  const Builtin* builtin = nullptr;  // of kBuiltin
};

// White space as m4 skips it before arguments.
[[nodiscard]] inline bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Lexer {
 public:
  Lexer(InputStack& input, const SymbolTable& symbols, Diagnostics& diagnostics,
        std::size_t memory_limit);

  Token next(bool in_arguments) {
    if (next_symbol_ != nullptr) return symbol_behind_text();
    if (!input_.advance()) return {TokenKind::kEnd, {}};
    if (input_.top().builtin != nullptr) return builtin_token();
    if (tracks_lines_) note_token_start();
    const Table& table = tables_[in_arguments ? 1 : 0];
    const std::uint8_t kind = table[static_cast<unsigned char>(*input_.top().current)];
    if (kind == kPlain || kind == kLetter) return text(table);
    if (kind == kQuote) return quoted();
    return kind == kDelimiter ? delimiter(in_arguments) : of_class(kind);
  }
  // Skips white space before an argument.
  void skip_blanks() {
    if (!input_.has_text_left() || is_blank(*input_.top().current)) skip_more_blanks();
  }
  // Skips the rest of the line and its newline (dnl); false when the input ended first.
  bool skip_line();
  // Whether an argument list begins here: the next token would be an opening parenthesis.
  bool at_open_parenthesis();

  // An empty opening quote turns quoting off.
  void set_quotes(std::string_view open, std::string_view close);
  // The same; an empty closing quote behind an opening one is the default.
  void set_quotes_or_defaults(std::string_view open, std::string_view close) {
    set_quotes(open, close.empty() && !open.empty() ? "'" : close);
  }
  // An empty opening delimiter turns comments off.
  void set_comment(std::string_view open, std::string_view close);
  [[nodiscard]] const std::string& open_quote() const { return open_quote_; }
  [[nodiscard]] const std::string& close_quote() const { return close_quote_; }
  [[nodiscard]] const std::string& open_comment() const { return open_comment_; }
  [[nodiscard]] const std::string& close_comment() const { return close_comment_; }

  // For option -s: record where each token begins, and end runs of text at newlines.
  void track_lines(bool track);
  [[nodiscard]] Location token_start() const { return token_start_; }

  // Called when the input ends inside a string or a comment, before the error ends the run.
  std::function<void(Unfinished, Location)> on_unfinished;

 private:
  // kQuote: what is a quote and cannot be anything else.
  enum Class : std::uint8_t { kPlain, kLetter, kQuote, kDelimiter, kOpenParen, kCloseParen,
                              kCommaSign, kNewline, kNul };
  using Table = std::array<std::uint8_t, 256>;

  void rebuild_tables();
  [[nodiscard]] std::uint8_t base_class(unsigned char c, bool in_arguments) const;
  Token symbol_behind_text();
  Token builtin_token();
  void note_token_start();
  void skip_more_blanks();
  Token text(const Table& table);
  Token name_across_frames();
  bool name_goes_on();
  Token delimiter(bool in_arguments);
  // A NUL byte is nothing, but ends what stands before it.
  Token of_class(std::uint8_t kind) {
    const char* start = input_.top().current++;
    if (kind == kNul) return {TokenKind::kText, {}};
    const TokenKind sign = kind == kOpenParen    ? TokenKind::kOpen
                           : kind == kCloseParen ? TokenKind::kClose
                           : kind == kCommaSign  ? TokenKind::kComma
                                                 : TokenKind::kText;
    return {sign, {start, 1}};
  }
  Token quoted();
  Token quoted_slowly(Location start);
  Token comment();
  [[noreturn]] void unfinished(Unfinished what, Location opened);
  void keep(char c);

  InputStack& input_;
  const SymbolTable& symbols_;
  Diagnostics& diagnostics_;
  std::size_t memory_limit_;
  std::string open_quote_ = "`", close_quote_ = "'";
  std::string open_comment_ = "#", close_comment_ = "\n";
  Table tables_[2];               // by whether arguments are being collected
  std::array<bool, 256> quote_stops_;  // bytes at which the scan of a quoted string has to look
  std::string buffer_;            // a token that does not stand in one frame
  Symbol* next_symbol_ = nullptr;  // of the name that ended the last run of text
  std::size_t next_length_ = 0;    // of that name
  bool tracks_lines_ = false;
  Location token_start_;
};

// What may stand in a name: [A-Za-z_][A-Za-z0-9_]*.
[[nodiscard]] bool is_name_start(char c);
[[nodiscard]] bool is_name_byte(char c);

}  // namespace sendwright::m4
