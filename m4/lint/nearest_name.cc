#include "m4/lint/nearest_name.hh"

#include <algorithm>
#include <vector>

namespace sendwright::m4::lint {

namespace {
constexpr std::size_t kMaxLength = 64;       // longer words are no names of the library
constexpr std::size_t kMinPrefixLength = 4;  // shorter beginnings fit too many names

char folded(char c) {
  if (c == '-') return '_';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// One wrong letter in three; a word of three letters or less has no neighbours worth a guess.
std::size_t bound_for(std::size_t length) {
  return length <= 3 ? 0 : std::clamp<std::size_t>(length / 3, 1, 3);
}

bool begins_with(std::string_view name, std::string_view prefix) {
  return name.size() > prefix.size() &&
         edit_distance(name.substr(0, prefix.size()), prefix, 0) == 0;
}
}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > bound || a.size() > kMaxLength || b.size() > kMaxLength) return bound + 1;
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool is_same = folded(a[i - 1]) == folded(b[j - 1]);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (is_same ? 0 : 1)});
      const bool is_swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                              folded(a[i - 2]) == folded(b[j - 1]);
      if (is_swapped) now[j] = std::min(now[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, now);
  }
  return std::min(last[b.size()], bound + 1);
}

NearestName::NearestName(std::string_view wanted)
    : wanted_(wanted), bound_(bound_for(wanted.size())) {}

// The bound shrinks to just below the best so far, so the first of equals stays.
void NearestName::offer(std::string_view candidate) {
  const bool may_be_nearer = best_.empty() || bound_ > 0;
  if (may_be_nearer) {
    const std::size_t limit = best_.empty() ? bound_ : bound_ - 1;
    const std::size_t distance = edit_distance(wanted_, candidate, limit);
    if (distance <= limit) {
      best_ = candidate;
      bound_ = distance;
    }
  }
  if (wanted_.size() >= kMinPrefixLength && begins_with(candidate, wanted_) &&
      (longer_.empty() || candidate.size() < longer_.size())) {
    longer_ = candidate;
  }
}

}  // namespace sendwright::m4::lint
