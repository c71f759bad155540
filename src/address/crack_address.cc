// One pass over the text, in which the address is put aside at its first octet and the rest copied.
// Each `<` starts anew: what stands before it was a phrase. Behind the `>` all is copied as it is.
// What is left open at the end is closed, a `>` that closes nothing is dropped.
#include "address/address_list.hh"
#include "address/walker.hh"

namespace sendwright::address {
namespace {

using detail::is_blank;
using detail::trim;
using detail::Walker;

bool needs_quotes(std::string_view phrase) {
  for (Walker walker(phrase); !walker.at_end(); walker.advance()) {
    if (!walker.is_plain()) continue;
    if (std::string_view(".,;:@<>[])'\\").find(walker.current()) != std::string_view::npos) {
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
  for (const char c : core) {
    if (c == '"') out += '\\';
    out += c;
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
    const bool is_double = colon + 1 < text.size() && text[colon + 1] == ':';
    if (!is_double) return colon + 1;
    walker.advance();
  }
  return 0;
}

class Cracker {
 public:
  explicit Cracker(std::string_view text) : text_(text) {}

  CrackedAddress run() {
    for (; position_ < text_.size(); ++position_)
      step(text_[position_]);
    if (comment_depth_ > 0) rest().append(comment_depth_, ')');
    if (in_quotes_ && is_behind_) rest() += '"';
    if (in_angles_) rest() += '>';
    cracked_.address = trim(cracked_.address);
    cracked_.before.insert(0, quote_phrase(text_.substr(0, phrase_octets_)));
    return std::move(cracked_);
  }

 private:
  std::string& rest() { return cracked_.has_address ? cracked_.after : cracked_.before; }

  void step(char c) {
    if (c == '\\' && position_ + 1 < text_.size()) {
      take(c);
      take(text_[++position_]);
    } else if (comment_depth_ > 0 || (c == '(' && !in_quotes_)) {
      comment(c);
    } else if (c == '"') {
      in_quotes_ = !in_quotes_;
      if (is_behind_) rest() += c;
      else cracked_.address += c;
    } else if (in_quotes_) {
      take(c);
    } else if (c == '<') {
      begin_angles();
    } else if (c == '>') {
      end_angles();
    } else {
      if (c == ';' && !is_behind_) rest() += c;
      take(c);
    }
  }

  // An octet of the address or, behind it, of what follows.
  void take(char c) {
    if (comment_depth_ > 0 || is_behind_) {
      rest() += c;
      return;
    }
    if (!cracked_.has_address) {
      if (cracked_.before.ends_with(')')) cracked_.before += ' ';
      cracked_.has_address = true;
    }
    cracked_.address += c;
  }

  void comment(char c) {
    if (comment_depth_ == 0 && !is_behind_) {
      const std::string& before = rest();
      const bool is_first = !cracked_.has_address && before.empty();
      if (!is_first && (before.empty() || !is_blank(before.back()))) rest() += ' ';
    }
    if (c == '(') ++comment_depth_;
    if (c == ')') --comment_depth_;
    rest() += c;
  }

  void begin_angles() {
    phrase_octets_ = position_;
    cracked_ = {.before = "<"};
    in_angles_ = true;
    is_behind_ = false;
  }

  void end_angles() {
    if (!in_angles_) return;
    in_angles_ = false;
    is_behind_ = true;
    rest() += '>';
  }

  std::string_view text_;
  CrackedAddress cracked_;          // without the phrase
  std::size_t phrase_octets_ = 0;  // before the last `<`
  std::size_t position_ = 0;
  std::size_t comment_depth_ = 0;
  bool in_quotes_ = false;
  bool in_angles_ = false;
  bool is_behind_ = false;  // the closing bracket
};

}  // namespace

std::string CrackedAddress::with(std::string_view replacement) const {
  std::string out = before;
  if (has_address) out += replacement;
  return out + after;
}

CrackedAddress crack_address(std::string_view text, bool colon_is_ordinary) {
  text = trim(text);
  std::string prefix;
  if (const std::size_t size = colon_is_ordinary ? 0 : group_prefix(text); size > 0) {
    prefix = quote_phrase(text.substr(0, size - 1)) + ":";
    text.remove_prefix(size);
    while (!text.empty() && is_blank(text.front())) {
      prefix += text.front();
      text.remove_prefix(1);
    }
  }
  CrackedAddress cracked = Cracker(text).run();
  cracked.before.insert(0, prefix);
  return cracked;
}

}  // namespace sendwright::address
