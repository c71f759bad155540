// FNV-1a, 64 bits: a checksum against mix-ups (a stale file beside a new one), not against malice.
#pragma once

#include <cstdint>
#include <string_view>

namespace sendwright::base {

class Fnv1a {
 public:
  void add(std::string_view bytes) {
    for (const char c : bytes) {
      state_ = (state_ ^ static_cast<unsigned char>(c)) * std::uint64_t{0x100000001b3};
    }
  }
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325;
};

}  // namespace sendwright::base
