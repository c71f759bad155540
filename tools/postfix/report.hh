// What became of each parameter: carried over, the same anyway, or lost and what to do about it.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::postfix {

// The notes about one parameter. A parameter with no note at all counts as lost.
class Finding {
 public:
  void carried(std::string text) { notes_.push_back({Kind::kCarried, std::move(text)}); }
  void same(std::string text) { notes_.push_back({Kind::kSame, std::move(text)}); }
  void lost(std::string text) { notes_.push_back({Kind::kLost, std::move(text)}); }
  // Something to know about what was carried over.
  void note(std::string text) { notes_.push_back({Kind::kNote, std::move(text)}); }

  [[nodiscard]] bool is_empty() const { return notes_.empty(); }
  [[nodiscard]] bool has_losses() const;
  // `carried over`, `carried over in part`, `the same by default`, `not carried over`.
  [[nodiscard]] std::string_view outcome() const;
  // `PLACE: NAME: OUTCOME: TEXT`, or a line each below that if there are several.
  void print(std::ostream& out, std::string_view place, std::string_view name) const;

 private:
  enum class Kind { kCarried, kSame, kLost, kNote };
  struct Note {
    Kind kind;
    std::string text;
  };
  [[nodiscard]] static std::string_view word(Kind kind);
  std::vector<Note> notes_;
};

}  // namespace sendwright::postfix
