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

void append_trace_text(std::span<const Token> tokens, std::string& text) {
  for (const Token& token : tokens) {
    if (&token != tokens.data()) text += ' ';
    if (token.kind != TokenKind::kMeta && std::ranges::all_of(token.text, is_printable)) {
      text += token.text;
    } else {
      append_printable(readable(token.text), text);
    }
  }
}

std::string trace_text(std::span<const Token> tokens) {
  std::string text;
  append_trace_text(tokens, text);
  return text;
}

}  // namespace sendwright::address
