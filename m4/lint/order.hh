// The order in which a .mc calls the macros of the library. In: the calls that the site's own files
// make, in order. Out: findings about those that stand in the wrong place or twice.
// The rules are a table in order.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "m4/lint/findings.hh"

namespace sendwright::m4::lint {

struct SiteCall {
  std::string macro;
  std::string argument;         // the first one
  bool begins_section = false;  // text of the site follows, as behind LOCAL_CONFIG
  FileLine where;
};

// FEATURE(access_db), LOCAL_CONFIG.
[[nodiscard]] std::string shown(const SiteCall& call);

class OrderCheck {
 public:
  explicit OrderCheck(Findings& findings) : findings_(findings) {}

  // Whether there are rules for this macro, apart from those that begin sections.
  [[nodiscard]] static bool concerns(std::string_view macro);
  void take(SiteCall call);
  // The last call taken counts as number size(); null: there is none of that number.
  [[nodiscard]] std::size_t size() const { return calls_.size(); }
  [[nodiscard]] const SiteCall* call(std::size_t number) const {
    return number > 0 && number <= calls_.size() ? &calls_[number - 1] : nullptr;
  }

 private:
  void check_order(const SiteCall& call);
  void check_repetition(const SiteCall& call);
  void check_flags(const SiteCall& call);

  Findings& findings_;
  std::vector<SiteCall> calls_;
  bool has_told_of_section_ = false;  // what stands behind LOCAL_CONFIG works, so once is enough
};

}  // namespace sendwright::m4::lint
