// What a reader of map files answers for one key, and the octets that it reads: all readers of map
// files look at them through this, since the octets are nobody's friend.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sendwright::maps {

struct FileAnswer {
  enum class Kind { kFound, kNotFound, kDamaged };
  Kind kind = Kind::kNotFound;
  std::string_view value{};  // found: inside the file
  std::string_view damage{};  // what is wrong with the file, in a few words that outlive all

  static FileAnswer found(std::string_view value) { return {Kind::kFound, value, {}}; }
  static FileAnswer damaged(std::string_view damage) { return {Kind::kDamaged, {}, damage}; }
};

// The octets of a file that may be cut off, damaged on purpose, or changed meanwhile.
class FileOctets {
 public:
  explicit FileOctets(std::string_view octets) : octets_(octets) {}

  [[nodiscard]] std::uint64_t size() const { return octets_.size(); }
  [[nodiscard]] bool has(std::uint64_t begin, std::uint64_t size) const {
    return size <= octets_.size() && begin <= octets_.size() - size;
  }
  // Ask `has` first. The number is in a register afterwards: somebody who changes the file between
  // check and use cannot make the compiler read another one.
  template <typename Number>
  [[nodiscard]] Number number(std::uint64_t offset) const {
    Number number;
    std::memcpy(&number, octets_.data() + offset, sizeof number);
    asm volatile("" : "+r"(number));
    return number;
  }
  // The same of a file whose numbers begin with the low octet on every machine.
  [[nodiscard]] std::uint32_t little_endian(std::uint64_t offset) const {
    const auto value = number<std::uint32_t>(offset);
    return std::endian::native == std::endian::little ? value : __builtin_bswap32(value);
  }
  [[nodiscard]] std::string_view text(std::uint64_t begin, std::uint64_t size) const {
    return octets_.substr(begin, size);
  }

 private:
  std::string_view octets_;
};

}  // namespace sendwright::maps
