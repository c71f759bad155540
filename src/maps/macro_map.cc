// Class macro: sets the macro that the key names to the first argument, or removes it if there is
// none. The value of the lookup is empty.
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

class MacroSource final : public MapSource {
 public:
  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext& context) override {
    if (key.starts_with('{') && key.ends_with('}')) key = key.substr(1, key.size() - 2);
    if (key.empty()) return SourceAnswer::not_found(base::ExitCode::kDataError);
    if (arguments.empty())
      context.macros.remove(key);
    else
      context.macros.set(key, arguments[0]);
    return SourceAnswer::found({});
  }
};

}  // namespace

std::unique_ptr<MapSource> make_macro_source(const SourceRequest&) {
  return std::make_unique<MacroSource>();
}

}  // namespace sendwright::maps
