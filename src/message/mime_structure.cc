#include "message/mime_structure.hh"

#include <algorithm>
#include <utility>

#include "base/strings.hh"
#include "message/header_parser.hh"

namespace sendwright::message {
namespace {

constexpr size_t kMaxDepth = 20;
constexpr size_t kMaxPartHeader = 64UL << 10;
constexpr size_t kLongLine = 8192;  // longer lines are passed on in pieces
constexpr std::string_view kBlanks = " \t\r\n";

// The value of a parameter, unquoted; empty if there is none.
std::string parameter(std::string_view value, std::string_view name) {
  size_t at = value.find(';');
  while (at != value.npos) {
    const size_t start = value.find_first_not_of(kBlanks, at + 1);
    if (start == value.npos) return {};
    const size_t equals = value.find('=', start);
    if (equals == value.npos) return {};
    const std::string_view key = base::trim(value.substr(start, equals - start));
    const size_t text_start = value.find_first_not_of(kBlanks, equals + 1);
    if (text_start == value.npos) return {};
    std::string text;
    size_t end = text_start;
    if (value[text_start] == '"') {
      for (end = text_start + 1; end < value.size() && value[end] != '"'; ++end) {
        if (value[end] == '\\' && end + 1 < value.size()) ++end;
        text += value[end];
      }
    } else {
      end = std::min(value.find_first_of("; \t\r\n(", text_start), value.size());
      text = value.substr(text_start, end - text_start);
    }
    if (base::equals_ignoring_case(key, name)) return text;
    at = value.find(';', end);
  }
  return {};
}

}  // namespace

ContentType content_type(const HeaderList& headers, std::string_view default_type) {
  ContentType result;
  result.type = default_type;
  if (const HeaderField* field = headers.find("Content-Type"); field != nullptr) {
    const std::string_view value = field->value;
    const std::string_view type = base::trim(value.substr(0, value.find_first_of(";(")));
    if (type.find('/') != type.npos) result.type = base::to_lower(type);
    if (result.type.starts_with("multipart/")) result.boundary = parameter(value, "boundary");
  }
  if (const HeaderField* field = headers.find("Content-Transfer-Encoding"); field != nullptr) {
    const std::string_view value = field->value;
    result.encoding = base::to_lower(base::trim(value.substr(0, value.find_first_of(";("))));
  }
  return result;
}

MimeWalker::MimeWalker(const HeaderList& headers, MimeVisitor& visitor) : visitor_(visitor) {
  const ContentType type = content_type(headers);
  visitor_.part_header(headers, type, next_leaf_, {});
  begin_content(type);
}

void MimeWalker::feed(std::string_view octets) {
  while (!octets.empty()) {
    const size_t size = std::min(octets.find('\n'), octets.size() - 1) + 1;
    line_.append(octets, 0, size);
    octets.remove_prefix(size);
    if (!line_.ends_with('\n') && line_.size() <= kLongLine) continue;
    const std::string line = std::exchange(line_, {});
    take(line);
    is_line_start_ = line.ends_with('\n');
  }
}

void MimeWalker::finish() {
  if (!line_.empty()) take(std::exchange(line_, {}));
  if (state_ == State::kHeader) end_header(false);
  if (state_ == State::kLeaf) end_leaf(false);
}

void MimeWalker::take(std::string_view line) {
  bool is_last = false;
  const int level = is_line_start_ ? boundary_level(line, is_last) : -1;
  if (level < 0) {
    switch (state_) {
      case State::kHeader: return header_line(line);
      case State::kLeaf: return visitor_.leaf_line(line, leaf_);
      case State::kOutside: return visitor_.outside_line(line);
    }
  }
  if (state_ == State::kHeader) end_header(false);
  if (state_ == State::kLeaf) end_leaf(true);
  visitor_.boundary_line(line);
  open_.resize(static_cast<size_t>(level) + 1);
  if (is_last) {
    open_.pop_back();
    state_ = State::kOutside;
  } else {
    default_type_ = open_.back().is_digest ? "message/rfc822" : "text/plain";
    state_ = State::kHeader;
  }
}

int MimeWalker::boundary_level(std::string_view line, bool& is_last) const {
  if (!line.starts_with("--")) return -1;
  while (!line.empty() && base::is_ascii_space(line.back())) line.remove_suffix(1);
  line.remove_prefix(std::min<size_t>(2, line.size()));
  for (size_t i = open_.size(); i-- > 0;) {
    const std::string_view boundary = open_[i].boundary;
    if (!line.starts_with(boundary)) continue;
    const std::string_view rest = line.substr(boundary.size());
    if (!rest.empty() && rest != "--") continue;
    is_last = rest == "--";
    return static_cast<int>(i);
  }
  return -1;
}

void MimeWalker::begin_content(const ContentType& type) {
  if (type.is_multipart() && open_.size() < kMaxDepth) {
    open_.push_back({type.boundary, type.type == "multipart/digest"});
    state_ = State::kOutside;
  } else if (type.is_message() && message_depth_ < kMaxDepth) {
    ++message_depth_;
    default_type_ = "text/plain";
    state_ = State::kHeader;
  } else {
    state_ = State::kLeaf;
    leaf_ = next_leaf_++;
  }
}

void MimeWalker::end_leaf(bool is_before_boundary) {
  visitor_.leaf_end(leaf_, is_before_boundary);
  message_depth_ = 0;
  state_ = State::kOutside;
}

void MimeWalker::header_line(std::string_view line) {
  const bool is_end = line == "\n" || line == "\r\n";
  const bool is_continuation =
      !header_text_.empty() && !line.empty() && (line.front() == ' ' || line.front() == '\t');
  const bool is_field = !is_line_start_ || is_continuation || field_name_size(line) > 0;
  if (is_end || !is_field || header_text_.size() + line.size() > kMaxPartHeader) {
    end_header(is_end);
    // A part may have no header at all: what is no field is its content.
    if (!is_end) take(line);
    return;
  }
  header_text_ += line;
}

void MimeWalker::end_header(bool has_empty_line) {
  HeaderParser parser({0});
  (void)parser.feed(header_text_);
  parser.finish();
  std::string raw = std::exchange(header_text_, {});
  if (has_empty_line) raw += '\n';
  const ContentType type = content_type(parser.headers(), default_type_);
  visitor_.part_header(parser.headers(), type, next_leaf_, raw);
  begin_content(type);
}

}  // namespace sendwright::message
