#include "maps/failed_source.hh"

namespace sendwright::maps {
namespace {

class FailedSource final : public MapSource {
 public:
  FailedSource(std::string diagnostic, bool is_optional)
      : diagnostic_(std::move(diagnostic)), is_optional_(is_optional) {}

  SourceAnswer find(std::string_view, std::span<const std::string>,
                    const rules::LookupContext&) override {
    auto answer = is_optional_ ? SourceAnswer::not_found() : SourceAnswer::temporary();
    answer.diagnostic = first_time_.say(diagnostic_);
    return answer;
  }
  rules::MapState state() override {
    return {.is_open = !is_optional_, .diagnostic = first_time_.say(diagnostic_)};
  }

 private:
  const std::string diagnostic_;
  const bool is_optional_;
  FirstTime first_time_;
};

}  // namespace

std::unique_ptr<MapSource> make_failed_source(std::string diagnostic, bool is_optional) {
  return std::make_unique<FailedSource>(std::move(diagnostic), is_optional);
}

}  // namespace sendwright::maps
