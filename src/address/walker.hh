// For the files of this folder that read addresses with their decorations.
#pragma once

#include <cstddef>
#include <string_view>

namespace sendwright::address::detail {

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

inline std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

// Walks over a text and says of each octet whether it stands in a quoted string, a comment or a
// domain literal.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}
  [[nodiscard]] bool at_end() const { return position_ >= text_.size(); }
  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] char current() const { return text_[position_]; }
  [[nodiscard]] bool in_comment() const { return comment_depth_ > 0 || current() == '('; }
  [[nodiscard]] bool in_quotes() const {
    return in_quotes_ || (comment_depth_ == 0 && current() == '"');
  }
  [[nodiscard]] bool in_literal() const { return in_literal_; }
  [[nodiscard]] bool is_plain() const { return !in_comment() && !in_quotes() && !is_escaped_; }
  [[nodiscard]] bool quotes_left_open() const { return in_quotes_; }
  [[nodiscard]] int comments_left_open() const { return comment_depth_; }

  void advance() {
    const char c = text_[position_++];
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (c == '\\') {
      is_escaped_ = true;
    } else if (comment_depth_ == 0 && c == '"') {
      in_quotes_ = !in_quotes_;
    } else if (!in_quotes_) {
      brackets(c);
    }
  }

 private:
  void brackets(char c) {
    if (c == '(') ++comment_depth_;
    if (c == ')' && comment_depth_ > 0) --comment_depth_;
    if (comment_depth_ > 0) return;
    if (c == '[') in_literal_ = true;
    if (c == ']') in_literal_ = false;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  int comment_depth_ = 0;
  bool in_quotes_ = false;
  bool in_literal_ = false;
  bool is_escaped_ = false;
};

}  // namespace sendwright::address::detail
