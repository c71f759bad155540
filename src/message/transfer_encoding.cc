#include "message/transfer_encoding.hh"

namespace sendwright::message {
namespace {

constexpr size_t kQuotedPrintableColumns = 72;  // a character and `=` may still follow
constexpr size_t kBase64Columns = 72;
constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool needs_quoting(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return c == '=' || octet > 126 || (octet < 32 && c != '\t');
}

}  // namespace

void QuotedPrintableEncoder::encode(std::string_view octets, std::string& out) {
  for (const char c : octets) {
    const bool is_line_end = c == '\n';
    if (has_held_) {
      has_held_ = false;
      put(held_, is_line_end, out);
    }
    if (is_line_end) {
      out += '\n';
      column_ = 0;
    } else if (c == ' ' || c == '\t' || (c == '.' && column_ == 0)) {
      held_ = c;
      has_held_ = true;
    } else {
      put(c, false, out);
    }
  }
}

void QuotedPrintableEncoder::finish(std::string& out) {
  if (has_held_) put(held_, true, out);
  has_held_ = false;
  column_ = 0;
}

void QuotedPrintableEncoder::put(char c, bool is_at_line_end, std::string& out) {
  if (column_ > kQuotedPrintableColumns) {
    out += "=\n";
    column_ = 0;
  }
  const bool is_blank_or_dot = c == ' ' || c == '\t' || (c == '.' && column_ == 0);
  if (!needs_quoting(c) && !(is_at_line_end && is_blank_or_dot)) {
    out += c;
    ++column_;
    return;
  }
  const auto octet = static_cast<unsigned char>(c);
  out += '=';
  out += kHex[octet >> 4];
  out += kHex[octet & 15];
  column_ += 3;
}

void Base64Encoder::encode(std::string_view octets, std::string& out) {
  for (const char c : octets) {
    flush_held(out);
    if (c == '\n') {
      holds_line_end_ = true;
    } else {
      put(c, out);
    }
  }
}

void Base64Encoder::flush_held(std::string& out) {
  if (!holds_line_end_) return;
  holds_line_end_ = false;
  put('\r', out);
  put('\n', out);
}

void Base64Encoder::put(char c, std::string& out) {
  bits_ = (bits_ << 8) | static_cast<unsigned char>(c);
  if (++count_ < 3) return;
  if (column_ >= kBase64Columns) {
    out += '\n';
    column_ = 0;
  }
  for (int shift = 18; shift >= 0; shift -= 6) out += kAlphabet[(bits_ >> shift) & 63];
  column_ += 4;
  bits_ = 0;
  count_ = 0;
}

void Base64Encoder::finish(bool drops_last_line_end, std::string& out) {
  if (!drops_last_line_end) flush_held(out);
  if (count_ > 0) {
    if (column_ >= kBase64Columns) out += '\n';
    const unsigned bits = bits_ << (count_ == 1 ? 16 : 8);
    out += kAlphabet[(bits >> 18) & 63];
    out += kAlphabet[(bits >> 12) & 63];
    out += count_ == 2 ? kAlphabet[(bits >> 6) & 63] : '=';
    out += '=';
    column_ += 4;
  }
  if (column_ > 0) out += '\n';
  *this = Base64Encoder();
}

}  // namespace sendwright::message
