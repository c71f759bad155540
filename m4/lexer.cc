#include "m4/lexer.hh"

#include <bit>
#include <cstring>
#include <utility>

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

std::string_view run(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// The first `a' or `b', or `end': eight bytes at a time, as quoted strings are long. A byte of a
// word is zero where the subtraction borrows into its top bit and it had none set; a false alarm
// can only stand behind a true one, and the first is what counts.
const char* find_either(const char* p, const char* end, char a, char b) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kTops = 0x8080808080808080;
  const std::uint64_t all_a = kOnes * static_cast<unsigned char>(a);
  const std::uint64_t all_b = kOnes * static_cast<unsigned char>(b);
  for (; end - p >= 8; p += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    const std::uint64_t is_a = ((word ^ all_a) - kOnes) & ~(word ^ all_a);
    const std::uint64_t is_b = ((word ^ all_b) - kOnes) & ~(word ^ all_b);
    const std::uint64_t found = (is_a | is_b) & kTops;
    if (found == 0) continue;
    if constexpr (std::endian::native != std::endian::little) break;
    return p + std::countr_zero(found) / 8;
  }
  while (p != end && *p != a && *p != b) ++p;
  return p;
}
}  // namespace

bool is_name_start(char c) { return letter(c); }
bool is_name_byte(char c) { return kNameBytes[static_cast<unsigned char>(c)]; }

Lexer::Lexer(InputStack& input, const SymbolTable& symbols, Diagnostics& diagnostics,
             std::size_t memory_limit)
    : input_(input), symbols_(symbols), diagnostics_(diagnostics), memory_limit_(memory_limit) {
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
  if (track == tracks_lines_) return;
  tracks_lines_ = track;
  rebuild_tables();
}

std::uint8_t Lexer::base_class(unsigned char c, bool in_arguments) const {
  if (letter(static_cast<char>(c))) return kLetter;
  if (c == '\0') return kNul;
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
      table[static_cast<unsigned char>(open_quote_[0])] =
          open_quote_.size() == 1 ? kQuote : kDelimiter;
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

Token Lexer::symbol_behind_text() {
  Frame& frame = input_.top();
  const char* name = frame.current;
  frame.current += next_length_;
  return {TokenKind::kMacro, run(name, frame.current), std::exchange(next_symbol_, nullptr)};
}

Token Lexer::builtin_token() {
  const Builtin* builtin = input_.top().builtin;
  input_.pop();
  return {TokenKind::kBuiltin, {}, nullptr, builtin};
}

void Lexer::note_token_start() {
  Frame& frame = input_.top();
  ++frame.current;
  token_start_ = input_.location();
  --frame.current;
}

// What runs from here to the next byte that has a meaning or the next name that is defined; that
// name itself, if it stands here.
Token Lexer::text(const Table& table) {
  Frame& frame = input_.top();
  const char* start = frame.current;
  const char* p = start;
  while (p != frame.end) {
    const std::uint8_t kind = table[static_cast<unsigned char>(*p)];
    if (kind == kPlain) {
      ++p;
      continue;
    }
    if (kind != kLetter) break;
    const char* name = p;
    std::uint32_t hash = kHashSeed;
    do {
      hash = hash_step(hash, *p++);
    } while (p != frame.end && kNameBytes[static_cast<unsigned char>(*p)]);
    if (p == frame.end) {
      frame.current = p;
      const bool is_complete = frame.file == nullptr && !name_goes_on();
      frame.current = name;
      if (!is_complete && name == start) return name_across_frames();
      if (!is_complete) return {TokenKind::kText, run(start, name)};
    }
    Symbol* symbol = symbols_.find(run(name, p), hash);
    if (symbol == nullptr) continue;
    frame.current = p;
    if (name == start) return {TokenKind::kMacro, run(name, p), symbol};
    frame.current = name;
    next_symbol_ = symbol;
    next_length_ = static_cast<std::size_t>(p - name);
    return {TokenKind::kText, run(start, name)};
  }
  frame.current = p;
  return {TokenKind::kText, run(start, p)};
}

// A name may go on behind the end of an expansion or a file.
bool Lexer::name_goes_on() {
  const int next = input_.byte_beyond_top();
  return next >= 0 && kNameBytes[static_cast<std::size_t>(next)];
}

// The frame in which the name ends stays, so that location() is the place of its last byte.
Token Lexer::name_across_frames() {
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
  Symbol* symbol = symbols_.find(buffer_, hash);
  return {symbol != nullptr ? TokenKind::kMacro : TokenKind::kText, buffer_, symbol};
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
  return base == kLetter ? name_across_frames() : of_class(base);
}

namespace {
// GNU m4 holds a token as a C string: what follows a NUL byte in one is lost. Only files have any.
std::string_view up_to_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

std::string_view without_rest_behind_nul(const Frame& frame, std::string_view text) {
  return frame.file != nullptr && frame.file->has_nul() ? up_to_nul(text) : text;
}
}  // namespace

// The usual case: single-byte quotes, the whole string in one frame.
Token Lexer::quoted() {
  Frame& frame = input_.top();
  const char* opening = frame.current;
  if (open_quote_.size() == 1 && close_quote_.size() == 1) {
    const char open = open_quote_[0];
    const char close = close_quote_[0];
    std::size_t level = 1;
    for (const char* p = opening + 1;; ++p) {
      p = find_either(p, frame.end, open, close);
      if (p == frame.end) break;
      if (*p != close) {
        ++level;
      } else if (--level == 0) {
        frame.current = p + 1;
        return {TokenKind::kText, without_rest_behind_nul(frame, run(opening + 1, p))};
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
    if (!input_.advance()) unfinished(Unfinished::kString, start);
    Frame& frame = input_.top();
    if (frame.builtin != nullptr) {
      input_.pop();
      continue;
    }
    while (frame.current != frame.end &&
           !quote_stops_[static_cast<unsigned char>(*frame.current)]) {
      keep(*frame.current++);
    }
    if (frame.current == frame.end) continue;
    if (input_.looking_at(close_quote_)) {
      input_.consume(close_quote_.size());
      if (--level == 0) return {TokenKind::kText, up_to_nul(buffer_)};
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
      return {TokenKind::kText, without_rest_behind_nul(frame, run(opening, frame.current))};
    }
  }
  frame.current = opening + 1;
  const Location start = input_.location();
  frame.current = opening;
  input_.consume(open_comment_.size());
  buffer_ = open_comment_;
  while (true) {
    if (!input_.advance()) unfinished(Unfinished::kComment, start);
    Frame& now = input_.top();
    if (now.builtin != nullptr) {
      input_.pop();
    } else if (*now.current == close_comment_[0] && input_.looking_at(close_comment_)) {
      input_.consume(close_comment_.size());
      for (const char c : close_comment_) keep(c);
      return {TokenKind::kText, up_to_nul(buffer_)};
    } else {
      keep(*now.current++);
    }
  }
}

void Lexer::unfinished(Unfinished what, Location opened) {
  if (on_unfinished) on_unfinished(what, opened);
  const bool is_string = what == Unfinished::kString;
  diagnostics_.fatal(opened, is_string ? "ERROR: end of file in string"
                                       : "ERROR: end of file in comment");
}

void Lexer::skip_more_blanks() {
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
  const std::uint8_t kind = tables_[1][static_cast<unsigned char>('(')];
  if (kind != kDelimiter && kind != kQuote) return true;
  return !(open_comment_.starts_with('(') && input_.looking_at(open_comment_)) &&
         !(open_quote_.starts_with('(') && input_.looking_at(open_quote_));
}

}  // namespace sendwright::m4
