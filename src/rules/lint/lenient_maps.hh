// Maps for trying rules out: one that cannot be asked (its file is not on this machine) finds
// nothing instead of putting everything off, and is remembered.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "rules/map.hh"

namespace sendwright::rules::lint {

class LenientMaps final : public MapDirectory {
 public:
  // `maps` must live longer.
  explicit LenientMaps(MapDirectory& maps) : maps_(maps) {}

  [[nodiscard]] Map* find(std::string_view name) override;

  // Names of maps that could not be asked, with what they said.
  [[nodiscard]] const std::map<std::string, std::string>& failures() const { return failures_; }

 private:
  class LenientMap;

  MapDirectory& maps_;
  std::map<std::string, std::unique_ptr<Map>, std::less<>> wrapped_;
  std::map<std::string, std::string> failures_;
};

}  // namespace sendwright::rules::lint
