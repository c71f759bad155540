// What the reader says about lines, with file and line as sendmail shows them.
#include <algorithm>

#include "address/meta.hh"
#include "config/cf_parser.hh"
#include "config/limits.hh"
#include "config/time_value.hh"

namespace sendwright::config {

using address::Meta;

std::string CfParser::plain(std::string_view coded) {
  std::string text;
  for (std::size_t at = 0; at < coded.size();) {
    if (!address::is_meta(coded[at])) {
      text += coded[at++];
      continue;
    }
    std::size_t size = 1;
    if (address::has_name(coded[at])) {
      const std::size_t name_end = coded.find(to_char(Meta::kNameEnd), at);
      if (name_end != coded.npos) size = name_end + 1 - at;
    }
    std::string reference = address::readable(coded.substr(at, size));
    if (reference.starts_with('$')) reference.front() = '\1';
    if (reference.ends_with("{}")) reference.resize(reference.size() - 2);
    text += reference;
    at += size;
  }
  return text;
}

void CfParser::report(std::vector<std::string> messages) {
  for (std::string& message : messages)
    error(std::move(message));
}

void CfParser::error(std::string text) {
  note(std::move(text));
  fail(base::ExitCode::kSoftware);
}

void CfParser::system_error(const std::string& text, std::string_view reason) {
  note(text + ": " + std::string(reason));
  fail(base::ExitCode::kSystemError);
}

// Messages are shown in seven bits.
void CfParser::note(std::string text) {
  if (messages_.size() > kMaxMessages) return;
  for (char& c : text) c = static_cast<char>(c & 0x7f);
  text.resize(std::min(text.find('\0'), text.size()));
  keep({file_ + ": line " + std::to_string(line_number_) + ": " + text, false});
}

void CfParser::warn(std::string text) {
  keep({std::move(text), false});
}

// The first that is too much says so, those after it are left out.
void CfParser::keep(ReadMessage message) {
  if (messages_.size() > kMaxMessages || message_octets_ > kMaxMessageOctets) return;
  message_octets_ += message.text.size();
  if (messages_.size() == kMaxMessages || message_octets_ > kMaxMessageOctets) {
    message = {file_ + ": line " + std::to_string(line_number_) +
                   ": too many messages, the rest is not shown", false};
  }
  messages_.push_back(std::move(message));
}

void CfParser::give_up(std::string text) {
  error(std::move(text));
  was_given_up_ = true;
}

void CfParser::fail(base::ExitCode status) {
  if (status_ == base::ExitCode::kOk) status_ = status;
}

void CfParser::check_interval(std::string_view value, char default_unit) {
  std::vector<std::string> complaints;
  (void)read_time_value(value, default_unit, complaints);
  for (std::string& complaint : complaints)
    note(std::move(complaint));
}

}  // namespace sendwright::config
