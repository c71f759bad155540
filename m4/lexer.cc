#include "m4/lexer.hh"

#include <cstring>

namespace sendwright::m4 {

namespace {
constexpr bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr std::array<bool, 256> kNameBytes = [] {
  std::array<bool, 256> table{};
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    table[static_cast<std::size_t>(i)] = letter(c) || (c >= '0' && c <= '9');
  }
  return table;
}();
}  // namespace

bool is_name_start(char c) { return letter(c); }
bool is_name_byte(char c) { return kNameBytes[static_cast<unsigned char>(c)]; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

Lexer::Lexer(InputStack& input, Diagnostics& diagnostics, std::size_t memory_limit)
    : input_(input), diagnostics_(diagnostics), memory_limit_(memory_limit) {
  rebuild_tables();
}

void Lexer::set_quotes(std::string_view open, std::string_view close) {
  open_quote_ = open;
  close_quote_ = close;
  rebuild_tables();
}

void Lexer::set_comment(std::string_view open, std::string_view close) {
  open_comment_ = open;
  close_comment_ = close;
  rebuild_tables();
}

void Lexer::track_lines(bool track) {
  tracks_lines_ = track;
  rebuild_tables();
}

std::uint8_t Lexer::base_class(unsigned char c, bool in_arguments) const {
  if (letter(static_cast<char>(c))) return kLetter;
  if (c == '\n' && tracks_lines_) return kNewline;
  if (!in_arguments) return kPlain;
  return c == '(' ? kOpenParen : c == ')' ? kCloseParen : c == ',' ? kCommaSign : kPlain;
}

void Lexer::rebuild_tables() {
  for (const bool in_arguments : {false, true}) {
    Table& table = tables_[in_arguments ? 1 : 0];
    for (std::size_t c = 0; c < table.size(); ++c) {
      table[c] = base_class(static_cast<unsigned char>(c), in_arguments);
    }
    // A quote that begins with a letter is never seen: the name is read first. A comment is.
    if (!open_quote_.empty() && !letter(open_quote_[0])) {
      table[static_cast<unsigned char>(open_quote_[0])] = kDelimiter;
    }
    if (!open_comment_.empty()) table[static_cast<unsigned char>(open_comment_[0])] = kDelimiter;
  }
  quote_stops_.fill(false);
  if (!open_quote_.empty()) quote_stops_[static_cast<unsigned char>(open_quote_[0])] = true;
  if (!close_quote_.empty()) quote_stops_[static_cast<unsigned char>(close_quote_[0])] = true;
}

void Lexer::keep(char c) {
  if (buffer_.size() >= memory_limit_) throw MemoryLimitExceeded{memory_limit_};
  buffer_.push_back(c);
}

Token Lexer::next(bool in_arguments) {
  if (!input_.advance()) return {TokenKind::kEnd, 0, {}};
  Frame& frame = input_.top();
  if (frame.builtin != nullptr) {
    const Builtin* builtin = frame.builtin;
    input_.pop();
    return {TokenKind::kBuiltin, 0, {}, builtin};
  }
  if (tracks_lines_) {
    ++frame.current;
    token_start_ = input_.location();
    --frame.current;
  }
  const Table& table = tables_[in_arguments ? 1 : 0];
  const std::uint8_t kind = table[static_cast<unsigned char>(*frame.current)];
  if (kind == kPlain) return plain(table);
  if (kind == kLetter) return word();
  if (kind == kDelimiter) return delimiter(in_arguments);
  return of_class(kind, in_arguments);
}

Token Lexer::of_class(std::uint8_t kind, bool in_arguments) {
  Frame& frame = input_.top();
  switch (kind) {
    case kPlain:
    case kNewline: {
      const char* start = frame.current++;
      return {TokenKind::kText, 0, {start, 1}};
    }
    case kLetter:
      return word();
    case kDelimiter:
      return delimiter(in_arguments);
    default: {
      const char* start = frame.current++;
      const TokenKind sign = kind == kOpenParen    ? TokenKind::kOpen
                             : kind == kCloseParen ? TokenKind::kClose
                                                   : TokenKind::kComma;
      return {sign, 0, {start, 1}};
    }
  }
}

Token Lexer::plain(const Table& table) {
  Frame& frame = input_.top();
  const char* start = frame.current;
  const char* p = start + 1;
  while (p != frame.end && table[static_cast<unsigned char>(*p)] == kPlain) ++p;
  frame.current = p;
  return {TokenKind::kText, 0, {start, static_cast<std::size_t>(p - start)}};
}

Token Lexer::word() {
  Frame& frame = input_.top();
  const char* start = frame.current;
  const char* p = start;
  std::uint32_t hash = kHashSeed;
  while (p != frame.end && kNameBytes[static_cast<unsigned char>(*p)]) hash = hash_step(hash, *p++);
  if (p == frame.end) {
    if (frame.file != nullptr) return word_across_frames();
    frame.current = p;
    if (name_goes_on()) {
      frame.current = start;
      return word_across_frames();
    }
  }
  frame.current = p;
  return {TokenKind::kWord, hash, {start, static_cast<std::size_t>(p - start)}};
}

// A name may go on behind the end of an expansion or a file.
bool Lexer::name_goes_on() {
  const int next = input_.byte_beyond_top();
  return next >= 0 && kNameBytes[static_cast<std::size_t>(next)];
}

// The frame in which the name ends stays, so that location() is the place of its last byte.
Token Lexer::word_across_frames() {
  buffer_.clear();
  std::uint32_t hash = kHashSeed;
  do {
    input_.advance();
    Frame& frame = input_.top();
    while (frame.current != frame.end && is_name_byte(*frame.current)) {
      hash = hash_step(hash, *frame.current);
      keep(*frame.current++);
    }
    if (frame.current != frame.end) break;
  } while (name_goes_on());
  return {TokenKind::kWord, hash, buffer_};
}

// A byte that may begin a comment or a quoted string; the comment wins.
Token Lexer::delimiter(bool in_arguments) {
  const char first = *input_.top().current;
  if (!open_comment_.empty() && first == open_comment_[0] &&
      (open_comment_.size() == 1 || input_.looking_at(open_comment_))) {
    return comment();
  }
  const std::uint8_t base = base_class(static_cast<unsigned char>(first), in_arguments);
  if (base != kLetter && !open_quote_.empty() && first == open_quote_[0] &&
      (open_quote_.size() == 1 || input_.looking_at(open_quote_))) {
    return quoted();
  }
  return of_class(base, in_arguments);
}

// The usual case: single-byte quotes, the whole string in one frame.
Token Lexer::quoted() {
  Frame& frame = input_.top();
  const char* opening = frame.current;
  if (open_quote_.size() == 1 && close_quote_.size() == 1) {
    const char close = close_quote_[0];
    std::size_t level = 1;
    for (const char* p = opening + 1; p != frame.end; ++p) {
      if (!quote_stops_[static_cast<unsigned char>(*p)]) continue;
      if (*p != close) {
        ++level;
      } else if (--level == 0) {
        frame.current = p + 1;
        return {TokenKind::kText, 0, {opening + 1, static_cast<std::size_t>(p - opening - 1)}};
      }
    }
  }
  frame.current = opening + 1;
  const Location start = input_.location();
  frame.current = opening;
  input_.consume(open_quote_.size());
  return quoted_slowly(start);
}

Token Lexer::quoted_slowly(Location start) {
  buffer_.clear();
  for (std::size_t level = 1;;) {
    if (!input_.advance()) diagnostics_.fatal(start, "ERROR: end of file in string");
    Frame& frame = input_.top();
    if (frame.builtin != nullptr) {
      input_.pop();
      continue;
    }
    while (frame.current != frame.end && !quote_stops_[static_cast<unsigned char>(*frame.current)]) {
      keep(*frame.current++);
    }
    if (frame.current == frame.end) continue;
    if (input_.looking_at(close_quote_)) {
      input_.consume(close_quote_.size());
      if (--level == 0) return {TokenKind::kText, 0, buffer_};
      for (const char c : close_quote_) keep(c);
    } else if (input_.looking_at(open_quote_)) {
      input_.consume(open_quote_.size());
      ++level;
      for (const char c : open_quote_) keep(c);
    } else {
      keep(*frame.current++);
    }
  }
}

Token Lexer::comment() {
  Frame& frame = input_.top();
  const char* opening = frame.current;
  if (open_comment_.size() == 1 && close_comment_.size() == 1) {
    const auto length = static_cast<std::size_t>(frame.end - opening - 1);
    const void* close = std::memchr(opening + 1, close_comment_[0], length);
    if (close != nullptr) {
      frame.current = static_cast<const char*>(close) + 1;
      return {TokenKind::kText, 0, {opening, static_cast<std::size_t>(frame.current - opening)}};
    }
  }
  frame.current = opening + 1;
  const Location start = input_.location();
  frame.current = opening;
  input_.consume(open_comment_.size());
  buffer_ = open_comment_;
  while (true) {
    if (!input_.advance()) diagnostics_.fatal(start, "ERROR: end of file in comment");
    Frame& now = input_.top();
    if (now.builtin != nullptr) {
      input_.pop();
    } else if (*now.current == close_comment_[0] && input_.looking_at(close_comment_)) {
      input_.consume(close_comment_.size());
      for (const char c : close_comment_) keep(c);
      return {TokenKind::kText, 0, buffer_};
    } else {
      keep(*now.current++);
    }
  }
}

void Lexer::skip_blanks() {
  while (input_.advance()) {
    Frame& frame = input_.top();
    if (frame.builtin != nullptr) return;
    while (frame.current != frame.end) {
      const char c = *frame.current;
      const std::uint8_t kind = tables_[1][static_cast<unsigned char>(c)];
      if (!is_blank(c) || (kind != kPlain && kind != kNewline)) return;
      ++frame.current;
    }
  }
}

bool Lexer::skip_line() {
  while (input_.advance()) {
    Frame& frame = input_.top();
    if (frame.builtin != nullptr) {
      input_.pop();
      continue;
    }
    const auto length = static_cast<std::size_t>(frame.end - frame.current);
    const void* newline = std::memchr(frame.current, '\n', length);
    if (newline != nullptr) {
      frame.current = static_cast<const char*>(newline) + 1;
      return true;
    }
    frame.current = frame.end;
  }
  return false;
}

bool Lexer::at_open_parenthesis() {
  if (!input_.advance()) return false;
  const Frame& frame = input_.top();
  if (frame.builtin != nullptr || *frame.current != '(') return false;
  if (tables_[1][static_cast<unsigned char>('(')] != kDelimiter) return true;
  return !(open_comment_.starts_with('(') && input_.looking_at(open_comment_)) &&
         !(open_quote_.starts_with('(') && input_.looking_at(open_quote_));
}

}  // namespace sendwright::m4
