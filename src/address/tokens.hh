// Tokens of addresses and rules, the arena their texts live in, and text made from tokens again.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "address/meta.hh"

namespace sendwright::address {

// Limits of a workspace (sendmail's MAXATOM, MAXNAME).
inline constexpr std::size_t kMaxTokens = 1000;
inline constexpr std::size_t kMaxAddressOctets = 255;
inline constexpr std::size_t kMaxTextOctets = 2048;

enum class TokenKind : std::uint8_t { kAtom, kQuoted, kOperator, kMeta };

// Hash without regard to ASCII case; `seed` continues the hash of a text that stands before.
inline constexpr std::uint32_t kHashSeed = 2166136261U;
[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}
[[nodiscard]] constexpr std::uint32_t hash_text(std::string_view text,
                                                std::uint32_t seed = kHashSeed) {
  for (const char c : text)
    seed = (seed ^ static_cast<unsigned char>(to_lower(c))) * 16777619U;
  return seed;
}
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

// One token. The text belongs to an arena, to the compiled rules or to a literal.
struct Token {
  std::string_view text;
  std::uint32_t hash = kHashSeed;
  TokenKind kind = TokenKind::kAtom;

  [[nodiscard]] bool is(Meta meta) const {
    return kind == TokenKind::kMeta && text.front() == to_char(meta);
  }
};
[[nodiscard]] inline bool same_token(const Token& a, const Token& b) {
  return a.hash == b.hash && a.text.size() == b.text.size() && equal_ignoring_case(a.text, b.text);
}
[[nodiscard]] Token make_token(std::string_view text, TokenKind kind);
[[nodiscard]] Token make_token(Meta meta);

// Which characters are tokens by themselves: option OperatorChars and always `( ) < > , ;` CR LF.
class OperatorTable {
 public:
  explicit OperatorTable(std::string_view operator_chars = ".:@[]");
  [[nodiscard]] bool is_operator(char c) const { return table_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> table_{};
};

// Keeps texts at addresses that do not move until clear(). Memory is kept for the next use.
class TokenArena {
 public:
  [[nodiscard]] std::string_view store(std::string_view text);
  // Space for `size` octets that the caller fills.
  [[nodiscard]] char* allocate(std::size_t size);
  void clear();

 private:
  struct Chunk {
    std::unique_ptr<char[]> octets;
    std::size_t size;
  };
  std::vector<Chunk> chunks_;
  std::size_t current_ = 0;
  std::size_t used_ = 0;
};

// A workspace: the tokens being rewritten, with the arena for texts that nothing else keeps.
// Moves keep the texts valid. One session uses it at a time.
class TokenList {
 public:
  [[nodiscard]] std::span<const Token> tokens() const { return tokens_; }
  [[nodiscard]] std::vector<Token>& mutable_tokens() { return tokens_; }
  [[nodiscard]] TokenArena& arena() { return arena_; }
  [[nodiscard]] bool empty() const { return tokens_.empty(); }
  void clear();
  void append(Token token) { tokens_.push_back(token); }
  // Appends tokens whose texts live elsewhere, copying the texts.
  void append_copy(std::span<const Token> tokens);

 private:
  std::vector<Token> tokens_;
  TokenArena arena_;
};

// The text of tokens ("cataddr"): `blank_substitute` (option BlankSub) stands between two adjacent
// atoms; '\0' puts nothing there. Quotes stay. Appends to `text`.
void append_text(std::span<const Token> tokens, char blank_substitute, std::string& text);
[[nodiscard]] std::string text_of(std::span<const Token> tokens, char blank_substitute);

// The tokens separated by blanks, metatokens readable, as traces print them. Control characters
// are left out; octets above 0x9f become M-x. Appends to `text`.
void append_trace_text(std::span<const Token> tokens, std::string& text);
// Text as traces show it: octets from 0x80 as `M-x`, control characters left out.
void append_printable(std::string_view text, std::string& out);
[[nodiscard]] std::string trace_text(std::span<const Token> tokens);

}  // namespace sendwright::address
