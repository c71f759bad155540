// Class null: finds nothing.
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

class NullSource final : public MapSource {
 public:
  SourceAnswer find(std::string_view, std::span<const std::string>,
                    const rules::LookupContext&) override {
    return SourceAnswer::not_found(base::ExitCode::kNoHost);
  }
};

}  // namespace

std::unique_ptr<MapSource> make_null_source(const SourceRequest&) {
  return std::make_unique<NullSource>();
}

}  // namespace sendwright::maps
