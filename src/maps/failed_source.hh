// A map that was declared well but cannot be used: what is wrong with it shows when it is opened.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "maps/map_source.hh"

namespace sendwright::maps {

// Says the first time why, and not again.
class FirstTime {
 public:
  [[nodiscard]] std::string say(const std::string& text) {
    return has_said_.exchange(true) ? std::string() : text;
  }
  void forget() { has_said_ = false; }

 private:
  std::atomic<bool> has_said_ = false;
};

// Every lookup fails temporarily; an optional map (-o) is one that has nothing.
[[nodiscard]] std::unique_ptr<MapSource> make_failed_source(std::string diagnostic,
                                                            bool is_optional);

}  // namespace sendwright::maps
