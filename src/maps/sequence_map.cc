// Class sequence: maps that are asked in order until one finds the key. Class switch: the same, with
// the order of a service (`aliases` gives aliases.files, aliases.nis ...).
#include "base/strings.hh"
#include "dns/service_switch.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

constexpr size_t kMaxMembers = 12;

class SequenceSource final : public MapSource {
 public:
  explicit SequenceSource(std::vector<rules::Map*> members) : members_(std::move(members)) {}

  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext& context) override {
    SourceAnswer last = SourceAnswer::not_found(base::ExitCode::kNoHost);
    bool has_failed = false;
    for (rules::Map* const member : members_) {
      auto answer = member->lookup(key, arguments, context);
      if (answer.status == rules::MapStatus::kFound)
        return SourceAnswer::found(std::move(answer.value).value_or(""));
      if (answer.status == rules::MapStatus::kTemporaryFailure && !has_failed) {
        has_failed = true;
        last = SourceAnswer::temporary(std::move(answer.diagnostic));
        last.value = std::move(answer.value).value_or("");
      } else if (!has_failed && answer.exit_code != base::ExitCode::kOk) {
        last.exit_code = answer.exit_code;
      }
    }
    return last;
  }

 private:
  const std::vector<rules::Map*> members_;
};

std::unique_ptr<MapSource> make_source(const SourceRequest& request,
                                       const std::vector<std::string>& names,
                                       std::string_view title) {
  std::vector<rules::Map*> members;
  for (const auto& name : names) {
    if (members.size() == kMaxMembers) {
      request.messages.push_back(std::string(title) + " map " + std::string(request.name) +
                                 ": too many member maps (" + std::to_string(kMaxMembers) +
                                 " max)");
      break;
    }
    if (rules::Map* const member = request.directory.find(name))
      members.push_back(member);
    else
      request.messages.push_back(std::string(title) + " map " + std::string(request.name) +
                                 ": unknown member map " + name);
  }
  return std::make_unique<SequenceSource>(std::move(members));
}

}  // namespace

std::unique_ptr<MapSource> make_sequence_source(const SourceRequest& request) {
  const auto words = base::split_words(request.flags.spec);
  return make_source(request, {words.begin(), words.end()}, "Sequence");
}

std::unique_ptr<MapSource> make_switch_source(const SourceRequest& request) {
  const std::string& service = request.flags.spec;
  const std::string file =
      request.environment.options ? request.environment.options->service_switch_file : "";
  std::vector<std::string> names;
  for (const auto& source : dns::service_order(file, service, {"files"}))
    names.push_back(service + '.' + source);
  return make_source(request, names, "Switch");
}

}  // namespace sendwright::maps
