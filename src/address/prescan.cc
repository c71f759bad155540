// One pass over the text. Where the text ends inside a quoted string, a comment or an angle
// bracket, the closing character is supplied, with a complaint, as if it had stood there; so
// everything that is left open is closed in turn.
#include "address/prescan.hh"

#include <algorithm>

namespace sendwright::address {
namespace {

constexpr std::size_t kMaxShownOctets = 203;
constexpr std::size_t kMaxScanned = 1250;  // octets of tokens, with one that ends each
constexpr unsigned char kLiteralMark = 0xff;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

class Scanner {
 public:
  Scanner(std::string_view text, const PrescanOptions& options, std::vector<Token>& tokens,
          TokenArena& arena, std::vector<std::string>& messages)
      : text_(text),
        options_(options),
        tokens_(tokens),
        messages_(messages),
        buffer_(arena.allocate(room_for(text, options))),
        end_(buffer_),
        token_begin_(buffer_),
        tokens_before_(tokens.size()) {}

  PrescanOutcome run() {
    while (is_ok_) {
      char c = 0;
      if (!next(c)) break;
      step(c);
    }
    if (is_ok_) finish_token();
    return {is_ok_, position_};
  }

 private:
  // For the text and for one closing character of each kind that can be left open; of an address no
  // more than may be kept, and the step in which that is noticed.
  static std::size_t room_for(std::string_view text, const PrescanOptions& options) {
    const std::size_t room = 2 * text.size() + 4;
    return options.refuses_metas ? std::min(room, kMaxScanned + 4) : room;
  }

  // The next character, or the one that closes what the end of the text left open.
  bool next(char& c) {
    if (position_ < text_.size()) {
      c = text_[position_];
      if (!ends_at(c)) {
        ++position_;
        return true;
      }
    }
    if (in_quotes_ && options_.refuses_metas) return close_with('"', c);
    if (comment_depth_ > 0) return close_with(')', c);
    if (angle_depth_ > 0 && options_.checks_angles) return close_with('>', c);
    return false;
  }

  // Is it the delimiter? In quotes, comments and source routes (`<@a,@b:c>`) it is none.
  [[nodiscard]] bool ends_at(char c) const {
    const bool is_protected = in_quotes_ || comment_depth_ > 0 || is_route_;
    return options_.delimiter != '\0' && c == options_.delimiter && !is_protected;
  }

  bool close_with(char closing, char& c) {
    complain(closing == ')' ? '(' : closing == '>' ? '<' : '"');
    c = closing;
    return true;
  }

  void step(char c) {
    const auto octet = static_cast<unsigned char>(c);
    if (options_.refuses_metas) {
      if (octet >= 0x80 && octet <= 0x9f) return refuse_octet();
      if (scanned() > kMaxScanned) return fail("Address too long");
    }
    if (octet == kLiteralMark && options_.has_literal_marks && !in_quotes_ && !after_backslash_) {
      return literal(c);
    }
    if (after_backslash_) {
      after_backslash_ = false;
      if (comment_depth_ > 0) return;
      add_backslash();
      add(c);
      return;
    }
    if (c == '\\') {
      after_backslash_ = true;
      return;
    }
    if (in_quotes_) return quoted(c);
    if (options_.strips_comments && comment(c)) return;
    plain(c);
  }

  // The backslash stays with the character after it; at the end of the text it vanishes.
  void add_backslash() {
    if (end_ == token_begin_) kind_ = TokenKind::kAtom;
    *end_++ = '\\';
  }

  void quoted(char c) {
    *end_++ = c;
    if (c != '"') return;
    in_quotes_ = false;
    kind_ = TokenKind::kQuoted;
    finish_token();
  }

  // Whether the character belongs to a comment (which acts as a blank).
  bool comment(char c) {
    if (c == '(') {
      if (comment_depth_ == 0) finish_token();
      ++comment_depth_;
      return true;
    }
    if (c == ')' && comment_depth_ > 0) {
      --comment_depth_;
      return true;
    }
    if (comment_depth_ > 0) return true;
    if (c != ')') return false;
    complain(')');
    return true;
  }

  void plain(char c) {
    if (is_meta(c)) return metatoken(c);
    if (is_blank(c)) return finish_token();
    if (c == '"') {
      finish_token();
      in_quotes_ = true;
      *end_++ = c;
      return;
    }
    if (!options_.operators.is_operator(c)) return add(c);
    if (options_.checks_angles && !count_angle(c)) return;
    finish_token();
    *end_++ = c;
    kind_ = TokenKind::kOperator;
    finish_token();
  }

  // False for a `>` that closes nothing: it is dropped.
  bool count_angle(char c) {
    if (c == '<') {
      ++angle_depth_;
      is_route_ = position_ < text_.size() && text_[position_] == '@';
    }
    if (c != '>') return true;
    is_route_ = false;
    if (angle_depth_ == 0) {
      complain('>');
      return false;
    }
    --angle_depth_;
    return true;
  }

  void metatoken(char c) {
    finish_token();
    *end_++ = c;
    if (is(c, Meta::kReplacement) && position_ < text_.size()) *end_++ = text_[position_++];
    if (has_name(c)) {
      while (position_ < text_.size()) {
        const char part = text_[position_++];
        *end_++ = part;
        if (is(part, Meta::kNameEnd)) break;
      }
    }
    kind_ = TokenKind::kMeta;
    finish_token();
  }

  // The next octet means nothing but itself; with the mark it is a token.
  void literal(char mark) {
    finish_token();
    add(mark);
    if (position_ < text_.size() && !ends_at(text_[position_])) *end_++ = text_[position_++];
    finish_token();
  }

  void add(char c) {
    if (end_ == token_begin_) kind_ = TokenKind::kAtom;
    *end_++ = c;
  }

  void finish_token() {
    if (end_ == token_begin_) return;
    if (options_.refuses_metas && scanned() > kMaxScanned) return fail("Address too long");
    if (tokens_.size() >= kMaxTokens) return fail("prescan: too many tokens");
    const std::string_view text(token_begin_, static_cast<std::size_t>(end_ - token_begin_));
    if (text.size() > kMaxAddressOctets + 1 && options_.refuses_metas) {
      return fail("prescan: token too long");
    }
    tokens_.push_back(make_token(text, kind_));
    token_begin_ = end_;
  }

  // Octets of tokens so far, with one that ends each.
  [[nodiscard]] std::size_t scanned() const {
    return static_cast<std::size_t>(end_ - buffer_) + tokens_.size() - tokens_before_;
  }

  void refuse_octet() {
    std::string shown(text_);
    std::ranges::replace_if(shown, is_meta, '?');
    fail("8-bit character in mailbox address \"" + shown + "\"");
  }

  void complain(char which) { messages_.push_back(std::string("Unbalanced '") + which + "'"); }
  void fail(std::string message) {
    if (!is_ok_) return;
    messages_.push_back(std::move(message));
    is_ok_ = false;
  }

  std::string_view text_;
  const PrescanOptions& options_;
  std::vector<Token>& tokens_;
  std::vector<std::string>& messages_;
  char* buffer_;
  char* end_;
  char* token_begin_;
  std::size_t tokens_before_;
  std::size_t position_ = 0;
  std::size_t comment_depth_ = 0;
  std::size_t angle_depth_ = 0;
  TokenKind kind_ = TokenKind::kAtom;
  bool in_quotes_ = false;
  bool is_route_ = false;  // `<@` is open
  bool after_backslash_ = false;
  bool is_ok_ = true;
};

}  // namespace

PrescanOutcome prescan(std::string_view text, const PrescanOptions& options,
                       std::vector<Token>& tokens, TokenArena& arena,
                       std::vector<std::string>& messages) {
  return Scanner(text, options, tokens, arena, messages).run();
}

PrescanOutcome prescan(std::string_view text, const PrescanOptions& options, TokenList& list,
                       std::vector<std::string>& messages) {
  return prescan(text, options, list.mutable_tokens(), list.arena(), messages);
}

std::string shortened(std::string_view text) {
  if (text.size() <= kMaxShownOctets) return std::string(text);
  constexpr std::size_t kHalf = (kMaxShownOctets - 3) / 2;
  return std::string(text.substr(0, kHalf)) + "..." + std::string(text.substr(text.size() - kHalf));
}

std::string message_about(std::string_view address, std::string_view message) {
  if (message.starts_with("Address \"")) address = address.substr(0, kMaxAddressOctets);
  return shortened(address) + "... " + std::string(message);
}

std::string too_long_message(std::string_view text) {
  if (text.size() <= kMaxAddressOctets) return {};
  return "Address \"" + std::string(text.substr(0, kMaxAddressOctets)) + "\" too long (" +
         std::to_string(kMaxAddressOctets) + " bytes max)";
}

}  // namespace sendwright::address
