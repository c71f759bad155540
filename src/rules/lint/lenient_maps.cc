#include "rules/lint/lenient_maps.hh"

#include <utility>

namespace sendwright::rules::lint {

class LenientMaps::LenientMap final : public Map {
 public:
  LenientMap(std::string name, Map& map, LenientMaps& owner)
      : name_(std::move(name)), map_(map), owner_(owner) {}

  MapAnswer lookup(std::string_view key, std::span<const std::string> arguments,
                   const LookupContext& context) override {
    MapAnswer answer = map_.lookup(key, arguments, context);
    const bool is_failure = answer.status == MapStatus::kTemporaryFailure ||
                            answer.status == MapStatus::kPermanentFailure;
    if (!is_failure) return answer;
    owner_.failures_.emplace(name_, answer.diagnostic);
    return {};
  }

 private:
  const std::string name_;
  Map& map_;
  LenientMaps& owner_;
};

Map* LenientMaps::find(std::string_view name) {
  const auto known = wrapped_.find(name);
  if (known != wrapped_.end()) return known->second.get();
  Map* const map = maps_.find(name);
  if (map == nullptr) return nullptr;
  const std::string key(name);
  return wrapped_.emplace(key, std::make_unique<LenientMap>(key, *map, *this)).first->second.get();
}

}  // namespace sendwright::rules::lint
