#include "smtp/server/data_reader.hh"

#include <cstring>

namespace sendwright::smtp::server {

size_t DataReader::read(std::string_view input, std::string& output) {
  size_t used = 0;
  while (used < input.size() && state_ == State::kMore) {
    const std::string_view rest = input.substr(used);
    if (position_ == Position::kText) {
      const size_t length = plain_length(rest);
      if (!has_nul_) has_nul_ = std::memchr(rest.data(), '\0', length) != nullptr;
      copy(rest.substr(0, length), output);
      used += length;
      if (used == input.size()) break;
    }
    take(input[used++], output);
  }
  return used;
}

size_t DataReader::plain_length(std::string_view input) {
  const void* cr = std::memchr(input.data(), '\r', input.size());
  const size_t limit = cr == nullptr ? input.size()
                                     : static_cast<size_t>(static_cast<const char*>(cr) - input.data());
  const void* lf = std::memchr(input.data(), '\n', limit);
  return lf == nullptr ? limit : static_cast<size_t>(static_cast<const char*>(lf) - input.data());
}

void DataReader::copy(std::string_view plain, std::string& output) const {
  const size_t start = output.size();
  output += plain;
  if (!rules_.is_7bit) return;
  for (size_t i = start; i < output.size(); ++i) output[i] = static_cast<char>(output[i] & 0x7f);
}

void DataReader::take(char c, std::string& output) {
  switch (position_) {
    case Position::kLineStart:
      if (c == '.') {
        position_ = Position::kDot;
      } else {
        take_text(c, output);
      }
      break;
    case Position::kDot:
      after_dot(c, output);
      break;
    case Position::kDotCr:
      after_dot_cr(c, output);
      break;
    case Position::kText:
      take_text(c, output);
      break;
    case Position::kTextCr:
      after_text_cr(c, output);
      break;
  }
}

void DataReader::take_text(char c, std::string& output) {
  if (c == '\r') {
    position_ = Position::kTextCr;
  } else if (c == '\n') {
    bare_lf(output);
  } else {
    has_nul_ = has_nul_ || c == '\0';
    copy({&c, 1}, output);
    position_ = Position::kText;
  }
}

void DataReader::after_dot(char c, std::string& output) {
  if (c == '\r') {
    position_ = Position::kDotCr;
  } else if (c == '\n' && rules_.accepts_other_end) {
    state_ = State::kEnd;
  } else {
    // The first dot was stuffed.
    take_text(c, output);
  }
}

void DataReader::after_dot_cr(char c, std::string& output) {
  if (c == '\n') {
    state_ = State::kEnd;
    return;
  }
  position_ = Position::kText;
  bare_cr(output);
  if (state_ == State::kMore) take_text(c, output);
}

void DataReader::after_text_cr(char c, std::string& output) {
  position_ = Position::kText;
  if (c == '\n') {
    output += '\n';
    position_ = Position::kLineStart;
    return;
  }
  bare_cr(output);
  if (state_ == State::kMore) take_text(c, output);
}

void DataReader::bare_cr(std::string& output) {
  if (rules_.bare_cr == BareLineEnd::kRefuse) {
    state_ = State::kBareCr;
  } else {
    output += rules_.bare_cr == BareLineEnd::kBlank ? ' ' : '\r';
  }
}

void DataReader::bare_lf(std::string& output) {
  if (rules_.bare_lf == BareLineEnd::kRefuse) {
    state_ = State::kBareLf;
  } else if (rules_.bare_lf == BareLineEnd::kBlank) {
    output += ' ';
    position_ = Position::kText;
  } else {
    // Such a line is one of the message only: no end of it may follow.
    output += '\n';
    position_ = rules_.accepts_other_end ? Position::kLineStart : Position::kText;
  }
}

}  // namespace sendwright::smtp::server
