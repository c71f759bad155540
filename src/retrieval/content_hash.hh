// A name for a content: the same for the same octets, different otherwise. 128 bits of FNV-1a with two
// starting values; nobody gains anything by making two of his own messages look alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sendwright::retrieval {

class ContentHash {
 public:
  void add(std::string_view octets) {
    for (const char c : octets) {
      const auto octet = static_cast<unsigned char>(c);
      first_ = (first_ ^ octet) * kPrime;
      second_ = (second_ + octet + 1) * kPrime ^ (second_ >> 29);
    }
  }
  // 32 hexadecimal digits.
  [[nodiscard]] std::string text() const {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string digits;
    for (const std::uint64_t half : {first_, second_}) {
      for (int shift = 60; shift >= 0; shift -= 4) digits += kDigits[(half >> shift) & 15];
    }
    return digits;
  }

 private:
  static constexpr std::uint64_t kPrime = 0x100000001b3;
  std::uint64_t first_ = 0xcbf29ce484222325;
  std::uint64_t second_ = 0x9ae16a3b2f90404f;
};

}  // namespace sendwright::retrieval
