#include "base/wire.hh"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/environment.hh"

namespace sendwright::base {

WireWriter::WireWriter(uint8_t type) {
  packet_ += static_cast<char>(kWireVersion);
  packet_ += static_cast<char>(type);
}

WireWriter& WireWriter::number(int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  for (int shift = 56; shift >= 0; shift -= 8) packet_ += static_cast<char>((bits >> shift) & 255);
  return *this;
}

WireWriter& WireWriter::text(std::string_view value) {
  const auto size = static_cast<uint32_t>(value.size());
  for (int shift = 24; shift >= 0; shift -= 8) packet_ += static_cast<char>((size >> shift) & 255);
  packet_ += value;
  return *this;
}

WireReader::WireReader(std::string_view packet) {
  if (packet.size() < 2 || static_cast<uint8_t>(packet[0]) != kWireVersion) return;
  type_ = static_cast<uint8_t>(packet[1]);
  rest_ = packet.substr(2);
  is_valid_ = true;
}

int64_t WireReader::number() {
  if (!is_valid_ || rest_.size() < 8) {
    is_valid_ = false;
    return 0;
  }
  uint64_t bits = 0;
  for (size_t i = 0; i < 8; ++i) bits = (bits << 8) | static_cast<uint8_t>(rest_[i]);
  rest_.remove_prefix(8);
  return static_cast<int64_t>(bits);
}

std::string WireReader::text() {
  if (!is_valid_ || rest_.size() < 4) {
    is_valid_ = false;
    return {};
  }
  uint32_t size = 0;
  for (size_t i = 0; i < 4; ++i) size = (size << 8) | static_cast<uint8_t>(rest_[i]);
  rest_.remove_prefix(4);
  if (size > rest_.size()) {
    is_valid_ = false;
    return {};
  }
  std::string value(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return value;
}

Result<void> send_packet(int socket, std::string_view packet, int fd) {
  iovec part{const_cast<char*>(packet.data()), packet.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  while (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return std::unexpected(system_error("send to", "process", errno));
  }
  return {};
}

Result<WirePacket> receive_packet(int socket) {
  WirePacket packet;
  packet.octets.resize(kMaxWirePacket);
  iovec part{packet.octets.data(), packet.octets.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t size = 0;
  do {
    size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size < 0) return std::unexpected(system_error("receive from", "process", errno));
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    packet.fd.reset(fd);
  }
  if ((message.msg_flags & MSG_TRUNC) != 0) return permanent("packet from process is too long");
  packet.octets.resize(static_cast<size_t>(size));
  return packet;
}

}  // namespace sendwright::base
