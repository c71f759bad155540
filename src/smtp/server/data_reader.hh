// The text after DATA: octets as they came in, octets of the message out: dots unstuffed, lines ended
// by LF alone, until the line that is a single dot. Only CR LF ends a line (RFC 5321 section 2.3.8):
// a CR or LF by itself lets one message smuggle in another, so it is an error unless allowed.
#pragma once

#include <string>
#include <string_view>

namespace sendwright::smtp::server {

// What a bare CR or LF in a message does (server features U and G).
enum class BareLineEnd { kRefuse, kAccept, kBlank };

struct DataRules {
  BareLineEnd bare_cr = BareLineEnd::kRefuse;
  BareLineEnd bare_lf = BareLineEnd::kRefuse;
  bool accepts_other_end = false;  // server feature O: LF . LF and its kin end a message
  bool is_7bit = false;            // option SevenBitInput: the high bit is cleared
};

class DataReader {
 public:
  enum class State { kMore, kEnd, kBareCr, kBareLf };

  explicit DataReader(const DataRules& rules) : rules_(rules) {}

  // Reads from the front of `input`, appends message octets to `output` and returns how many octets
  // it has used. At state kEnd what follows in `input` is the next command.
  size_t read(std::string_view input, std::string& output);
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool has_nul() const { return has_nul_; }

 private:
  // What has been seen of the current line so far, as far as it matters.
  enum class Position { kLineStart, kDot, kDotCr, kText, kTextCr };

  void take(char c, std::string& output);
  void after_dot(char c, std::string& output);
  void after_dot_cr(char c, std::string& output);
  void after_text_cr(char c, std::string& output);
  void take_text(char c, std::string& output);
  void bare_cr(std::string& output);
  void bare_lf(std::string& output);
  // How many octets from the front are plain text, to be copied as they are.
  [[nodiscard]] static size_t plain_length(std::string_view input);
  void copy(std::string_view plain, std::string& output) const;

  DataRules rules_;
  State state_ = State::kMore;
  Position position_ = Position::kLineStart;
  bool has_nul_ = false;
};

}  // namespace sendwright::smtp::server
