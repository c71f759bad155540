// Which part is the address: what stands in the last pair of angle brackets; without any, all that
// is no comment. A group name (`name:`) and a phrase are kept in front of it.
#include "address/address_list.hh"

#include <algorithm>

namespace sendwright::address {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trim(std::string_view text) {
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

struct Split {
  std::string address;  // without comments
  std::string comments_before;
  std::string comments_after;
};

// Separates an address from the comments in and around it.
Split split_comments(std::string_view text) {
  Split split;
  std::string* comment = nullptr;
  Walker walker(text);
  for (; !walker.at_end(); walker.advance()) {
    const char c = walker.current();
    if (!walker.in_comment() || walker.in_quotes()) {
      split.address += c;
      comment = nullptr;
      continue;
    }
    if (comment == nullptr) {
      const bool is_before = trim(split.address).empty();
      comment = is_before ? &split.comments_before : &split.comments_after;
      if (is_before) {
        *comment += split.address;
        split.address.clear();
      } else {
        *comment += ' ';
        if (!split.address.empty() && !is_blank(split.address.back())) split.address += ' ';
      }
    }
    *comment += c;
  }
  if (walker.comments_left_open() > 0 && comment != nullptr) {
    comment->append(static_cast<std::size_t>(walker.comments_left_open()), ')');
  }
  if (!split.comments_before.empty()) split.comments_before = trim(split.comments_before);
  split.address = trim(split.address);
  return split;
}

bool needs_quotes(std::string_view phrase) {
  for (Walker walker(phrase); !walker.at_end(); walker.advance()) {
    if (!walker.is_plain()) continue;
    if (std::string_view(".,;:@<>[]'\\").find(walker.current()) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

// The phrase in front of an angle bracket, in quotes if it holds what may not stand outside them.
std::string quote_phrase(std::string_view phrase) {
  const std::string_view core = trim(phrase);
  if (core.empty() || !needs_quotes(core)) return std::string(phrase);
  const auto start = static_cast<std::size_t>(core.data() - phrase.data());
  std::string out(phrase.substr(0, start));
  out += '"';
  for (Walker walker(core); !walker.at_end(); walker.advance()) {
    if (walker.current() != '"' || (walker.position() > 0 && core[walker.position() - 1] == '\\')) {
      out += walker.current();
    }
  }
  out += '"';
  out += phrase.substr(start + core.size());
  return out;
}

// Octets up to and including the colon of `name:`; 0 if there is none.
std::size_t group_prefix(std::string_view text) {
  for (Walker walker(text); !walker.at_end(); walker.advance()) {
    if (!walker.is_plain() || walker.in_literal()) continue;
    const char c = walker.current();
    if (c == '<') return 0;
    if (c != ':') continue;
    const std::size_t colon = walker.position();
    if (colon + 1 < text.size() && text[colon + 1] == ':') return 0;
    return colon + 1;
  }
  return 0;
}

struct Angles {
  std::size_t open = std::string_view::npos;
  std::size_t close = std::string_view::npos;
};

Angles last_angles(std::string_view text) {
  Angles angles;
  for (Walker walker(text); !walker.at_end(); walker.advance()) {
    if (!walker.is_plain()) continue;
    if (walker.current() == '<') angles = {walker.position(), std::string_view::npos};
    if (walker.current() == '>' && angles.open != std::string_view::npos &&
        angles.close == std::string_view::npos) {
      angles.close = walker.position();
    }
  }
  return angles;
}

CrackedAddress crack_angles(std::string_view text, const Angles& angles) {
  CrackedAddress cracked;
  const bool is_closed = angles.close != std::string_view::npos;
  const std::size_t close = is_closed ? angles.close : text.size();
  const Split inside = split_comments(text.substr(angles.open + 1, close - angles.open - 1));
  cracked.before = quote_phrase(text.substr(0, angles.open)) + "<";
  if (!inside.comments_before.empty()) cracked.before += inside.comments_before + " ";
  cracked.address = inside.address;
  cracked.after = inside.comments_after + ">";
  if (is_closed) cracked.after += text.substr(close + 1);
  return cracked;
}

CrackedAddress crack_bare(std::string_view text) {
  const Split split = split_comments(text);
  CrackedAddress cracked{split.comments_before, split.comments_after, split.address};
  if (!cracked.before.empty() && !cracked.address.empty()) cracked.before += ' ';
  return cracked;
}

}  // namespace

std::string CrackedAddress::with(std::string_view replacement) const {
  std::string out = before;
  if (!address.empty()) out += replacement;
  return out + after;
}

CrackedAddress crack_address(std::string_view text, bool colon_is_ordinary) {
  text = trim(text);
  std::string prefix;
  std::string suffix;
  if (!colon_is_ordinary) {
    if (const std::size_t size = group_prefix(text); size > 0) {
      prefix = quote_phrase(text.substr(0, size - 1)) + ":";
      text.remove_prefix(size);
      while (!text.empty() && is_blank(text.front())) {
        prefix += text.front();
        text.remove_prefix(1);
      }
      if (!text.empty() && text.back() == ';') {
        suffix = ";";
        text.remove_suffix(1);
      }
    }
  }
  const Angles angles = last_angles(text);
  CrackedAddress cracked =
      angles.open == std::string_view::npos ? crack_bare(text) : crack_angles(text, angles);
  cracked.before.insert(0, prefix);
  cracked.after += suffix;
  return cracked;
}

std::vector<std::string_view> split_address_list(std::string_view text, bool cuts_groups) {
  std::vector<std::string_view> pieces;
  std::size_t start = 0;
  bool in_angles = false;
  bool in_group = false;
  const auto cut = [&](std::size_t end) {
    if (const auto piece = trim(text.substr(start, end - start)); !piece.empty()) {
      pieces.push_back(piece);
    }
    start = end + 1;
  };
  for (Walker walker(text); !walker.at_end(); walker.advance()) {
    if (!walker.is_plain() || walker.in_literal()) continue;
    const char c = walker.current();
    if (c == '<') in_angles = true;
    if (c == '>') in_angles = false;
    if (in_angles) continue;
    if (c == ':') {
      const std::size_t next = walker.position() + 1;
      const bool is_double = (next < text.size() && text[next] == ':') ||
                             (walker.position() > 0 && text[walker.position() - 1] == ':');
      if (is_double) continue;
      in_group = true;
      if (cuts_groups) start = next;
    }
    if (c == ';' && in_group) {
      in_group = false;
      if (cuts_groups) {
        cut(walker.position());
      } else {
        cut(walker.position() + 1);
        start = walker.position() + 1;
      }
    }
    if (c == ',' && (!in_group || cuts_groups)) cut(walker.position());
  }
  if (start < text.size()) cut(text.size());
  return pieces;
}

}  // namespace sendwright::address
