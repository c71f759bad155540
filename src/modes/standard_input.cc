#include "modes/standard_input.hh"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/environment.hh"

namespace sendwright::modes {
namespace {

constexpr size_t kReadOctets = 65536;

using WriteBody = std::function<base::Result<void>(std::string_view octets)>;

// Takes CR out of CR LF line ends and stops at a line that is a lone dot.
class LineCleaner {
 public:
  explicit LineCleaner(bool ignores_dots) : ignores_dots_(ignores_dots) {}

  [[nodiscard]] bool has_ended() const { return has_ended_; }

  // Cleaned octets; those of a line that may still become a lone dot or a CR LF are held back.
  std::string clean(std::string_view octets) {
    std::string out;
    out.reserve(octets.size());
    for (const char c : octets) {
      take(c, out);
      if (has_ended_) break;
    }
    return out;
  }

  // The end of input: what was held back was text after all, and the last line gets its line end.
  std::string finish() {
    std::string out;
    if (holds_dot_) {
      // `.` without a line end, then the end of input: a lone dot all the same.
      if (!ignores_dots_) return out;
      out += '.';
      is_line_start_ = false;
    }
    if (!is_line_start_) out += '\n';
    return out;
  }

 private:
  void take(char c, std::string& out) {
    if (holds_return_) {
      holds_return_ = false;
      if (c != '\n') put('\r', out);
    }
    if (c == '\r') {
      holds_return_ = true;
      return;
    }
    put(c, out);
  }

  void put(char c, std::string& out) {
    if (holds_dot_) {
      holds_dot_ = false;
      if (c == '\n' && !ignores_dots_) {
        has_ended_ = true;
        is_line_start_ = true;
        return;
      }
      out += '.';
      is_line_start_ = false;
    } else if (is_line_start_ && c == '.') {
      holds_dot_ = true;
      return;
    }
    out += c;
    is_line_start_ = c == '\n';
  }

  bool ignores_dots_;
  bool has_ended_ = false;
  bool is_line_start_ = true;
  bool holds_dot_ = false;
  bool holds_return_ = false;
};

class MessageReader {
 public:
  MessageReader(const InputSettings& settings, const WriteBody& write_body)
      : settings_(settings), write_body_(write_body), parser_({settings.max_header_octets}) {}

  base::Result<void> take(std::string_view octets) {
    size_ += static_cast<long long>(octets.size());
    if (settings_.max_message_octets > 0 && size_ > settings_.max_message_octets) {
      return base::permanent("message exceeds maximum fixed size (" +
                             std::to_string(settings_.max_message_octets) + ")");
    }
    if (!parser_.is_done()) {
      octets.remove_prefix(parser_.feed(octets));
      if (parser_.is_too_long()) {
        return base::permanent("Headers too large (" + std::to_string(settings_.max_header_octets) +
                               " max)");
      }
      if (!parser_.is_done()) return {};
      if (auto written = body(parser_.body_start()); !written) return written;
    }
    return body(octets);
  }

  base::Result<InputMessage> finish() {
    if (!parser_.is_done()) {
      parser_.finish();
      if (auto written = body(parser_.body_start()); !written) {
        return std::unexpected(written.error());
      }
    }
    return InputMessage{std::move(parser_.headers()), parser_.from_line(), has_8bit_};
  }

 private:
  base::Result<void> body(std::string_view octets) {
    if (octets.empty()) return {};
    has_8bit_ = has_8bit_ || std::ranges::any_of(octets, [](char c) { return (c & 0x80) != 0; });
    return write_body_(octets);
  }

  const InputSettings& settings_;
  const WriteBody& write_body_;
  message::HeaderParser parser_;
  long long size_ = 0;
  bool has_8bit_ = false;
};

}  // namespace

base::Result<InputMessage> read_message(int fd, const InputSettings& settings,
                                        const WriteBody& write_body) {
  LineCleaner cleaner(settings.ignores_dots);
  MessageReader reader(settings, write_body);
  std::array<char, kReadOctets> buffer;
  while (!cleaner.has_ended()) {
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(base::system_error("read from", "standard input", errno));
    const std::string text =
        count == 0 ? cleaner.finish() : cleaner.clean({buffer.data(), static_cast<size_t>(count)});
    if (auto taken = reader.take(text); !taken) return std::unexpected(taken.error());
    if (count == 0) break;
  }
  return reader.finish();
}

}  // namespace sendwright::modes
