// Messages between processes: typed, versioned, bounded. A message is a type number and fields; it
// travels as one packet of a SOCK_SEQPACKET socket pair, with at most one file descriptor.
// Format (docs/process-messages.md): octet version, octet type, then fields; a text is a 32-bit
// big-endian length and its octets, a number is 64 bits big-endian.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "base/unique_fd.hh"

namespace sendwright::base {

inline constexpr uint8_t kWireVersion = 1;
// The largest packet: a request with all headers of a message (MaxHeadersLength allows 32768 octets)
// and thousands of words of arguments fits well inside.
inline constexpr size_t kMaxWirePacket = 192 * 1024;

class WireWriter {
 public:
  explicit WireWriter(uint8_t type);
  WireWriter& number(int64_t value);
  WireWriter& text(std::string_view value);
  [[nodiscard]] const std::string& packet() const { return packet_; }

 private:
  std::string packet_;
};

// Reads the fields in the order in which they were written. The packet comes from a process that may
// have been taken over: what is missing or too long makes is_valid() false and yields empty values.
class WireReader {
 public:
  explicit WireReader(std::string_view packet);
  [[nodiscard]] uint8_t type() const { return type_; }
  int64_t number();
  std::string text();
  // True if every read so far succeeded and the version is ours.
  [[nodiscard]] bool is_valid() const { return is_valid_; }
  // True if, moreover, nothing is left over.
  [[nodiscard]] bool is_complete() const { return is_valid_ && rest_.empty(); }

 private:
  std::string_view rest_;
  uint8_t type_ = 0;
  bool is_valid_ = false;
};

struct WirePacket {
  std::string octets;
  UniqueFd fd;
};

// Sends one packet, with `fd` attached unless it is -1. Blocks.
[[nodiscard]] Result<void> send_packet(int socket, std::string_view packet, int fd = -1);
// Receives one packet; an empty one means that the other side closed. Blocks.
[[nodiscard]] Result<WirePacket> receive_packet(int socket);

}  // namespace sendwright::base
