// Finds the name that someone who mistyped one most likely meant. In: what was written and the
// names that exist. Out: the nearest of them, or nothing where none is near enough to be worth a
// guess.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sendwright::m4::lint {

// How many letters must be inserted, left out, changed or swapped with their neighbour to make one
// name of the other; the case of letters and `-' for `_' do not count. More than `bound': bound
// + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound);

// Collects the best of the candidates it is offered, one after the other.
class NearestName {
 public:
  explicit NearestName(std::string_view wanted);

  void offer(std::string_view candidate);
  // Empty: nothing was near.
  [[nodiscard]] const std::string& best() const { return best_.empty() ? longer_ : best_; }

 private:
  std::string wanted_;
  std::size_t bound_;  // a distance beyond this is another word
  std::string best_;
  std::string longer_;  // the shortest candidate that begins with what was written
};

}  // namespace sendwright::m4::lint
