#include "address/tokens.hh"

#include <algorithm>
#include <cstring>

namespace sendwright::address {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

Token make_token(std::string_view text, TokenKind kind) {
  return {text, hash_text(text), kind};
}

Token make_token(Meta meta) {
  return make_token(meta_text(meta), TokenKind::kMeta);
}

OperatorTable::OperatorTable(std::string_view operator_chars) {
  for (const std::string_view chars : {operator_chars, std::string_view("()<>,;\r\n")}) {
    for (const char c : chars)
      table_[static_cast<unsigned char>(c)] = true;
  }
}

char* TokenArena::allocate(std::size_t size) {
  constexpr std::size_t kChunkOctets = 4096;
  while (current_ < chunks_.size() && chunks_[current_].size - used_ < size) {
    ++current_;
    used_ = 0;
  }
  if (current_ == chunks_.size()) {
    const std::size_t octets = std::max(size, kChunkOctets);
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(octets), octets});
    used_ = 0;
  }
  char* const place = chunks_[current_].octets.get() + used_;
  used_ += size;
  return place;
}

std::string_view TokenArena::store(std::string_view text) {
  if (text.empty()) return {};
  char* const place = allocate(text.size());
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

void TokenArena::clear() {
  current_ = 0;
  used_ = 0;
}

void TokenList::clear() {
  tokens_.clear();
  arena_.clear();
}

void TokenList::append_copy(std::span<const Token> tokens) {
  for (Token token : tokens) {
    token.text = arena_.store(token.text);
    tokens_.push_back(token);
  }
}

void append_text(std::span<const Token> tokens, char blank_substitute, std::string& text) {
  bool after_atom = false;
  for (const Token& token : tokens) {
    const bool is_atom = token.kind == TokenKind::kAtom;
    if (after_atom && is_atom && blank_substitute != '\0') text += blank_substitute;
    text += token.text;
    after_atom = is_atom;
  }
}

std::string text_of(std::span<const Token> tokens, char blank_substitute) {
  std::string text;
  append_text(tokens, blank_substitute, text);
  return text;
}

namespace {

bool is_printable(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet >= 0x20 && octet < 0x7f;
}

}  // namespace

void append_printable(std::string_view text, std::string& out) {
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet == 0xff || octet < 0x20 || octet == 0x7f) continue;
    if (octet >= 0x80) {
      out += "M-";
      out += static_cast<char>(octet & 0x7f);
    } else {
      out += c;
    }
  }
}

namespace {

// Appends the tokens in front that are shown as they are, each with a blank behind it; how many.
// They are short, so that a loop takes less than a call for each.
std::size_t append_plain(std::span<const Token> tokens, std::string& text) {
  const std::size_t before = text.size();
  std::size_t room = before;
  for (const Token& token : tokens)
    room += token.text.size() + 1;
  std::size_t count = 0;
  text.resize_and_overwrite(room, [&](char* octets, std::size_t) {
    char* end = octets + before;
    for (; count < tokens.size() && tokens[count].kind != TokenKind::kMeta; ++count) {
      char* out = end;
      for (const char c : tokens[count].text) {
        if (!is_printable(c)) return static_cast<std::size_t>(end - octets);
        *out++ = c;
      }
      *out++ = ' ';
      end = out;
    }
    return static_cast<std::size_t>(end - octets);
  });
  return count;
}

}  // namespace

void append_trace_text(std::span<const Token> tokens, std::string& text) {
  if (tokens.empty()) return;
  while (!tokens.empty()) {
    tokens = tokens.subspan(append_plain(tokens, text));
    if (tokens.empty()) break;
    append_printable(readable(tokens.front().text), text);
    text += ' ';
    tokens = tokens.subspan(1);
  }
  text.pop_back();
}

std::string trace_text(std::span<const Token> tokens) {
  std::string text;
  append_trace_text(tokens, text);
  return text;
}

}  // namespace sendwright::address
