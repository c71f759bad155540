// A map of a K line: the flags that all classes share, around the source of its class.
#pragma once

#include <memory>
#include <string>

#include "maps/map_source.hh"

namespace sendwright::maps {

// A value with `%0` (the key), `%1`... (the arguments; empty if missing) and `%%` filled in.
[[nodiscard]] std::string fill_arguments(std::string_view value, std::string_view key,
                                         std::span<const std::string> arguments);

class DeclaredMap final : public rules::Map {
 public:
  // A missing source (wrong declaration) is a map that is never open. `passes_through` is for classes whose
  // answers are other maps' answers (sequence, switch): nothing is filled in or appended.
  DeclaredMap(MapFlags flags, std::unique_ptr<MapSource> source, bool passes_through)
      : flags_(std::move(flags)), source_(std::move(source)), passes_through_(passes_through) {}

  [[nodiscard]] rules::MapAnswer lookup(std::string_view key,
                                        std::span<const std::string> arguments,
                                        const rules::LookupContext& context) override;
  [[nodiscard]] rules::MapState state() override {
    return source_ ? source_->state() : rules::MapState{.is_open = false};
  }
  [[nodiscard]] std::optional<char> blank_substitute() const override {
    return flags_.blank_substitute;
  }

 private:
  const MapFlags flags_;
  const std::unique_ptr<MapSource> source_;
  const bool passes_through_;
};

}  // namespace sendwright::maps
