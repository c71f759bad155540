// Class sequence: maps that are asked in order until one finds the key. Class switch: the same, with
// the order of a service: `Kaliases switch aliases` asks aliases.files, aliases.nis ...
#include <algorithm>
#include <mutex>

#include "base/strings.hh"
#include "config/file_safety.hh"
#include "dns/service_switch.hh"
#include "maps/failed_source.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

constexpr size_t kMaxMembers = 12;

// The maps of these names; a message for each that there is none of, with `title` in front.
std::vector<rules::Map*> find_members(const std::vector<std::string>& names, std::string_view title,
                                      rules::MapDirectory& directory,
                                      std::vector<std::string>& messages) {
  std::vector<rules::Map*> members;
  for (const auto& name : names) {
    if (members.size() == kMaxMembers) {
      messages.push_back(std::string(title) + ": too many member maps (" +
                         std::to_string(kMaxMembers) + " max)");
      break;
    }
    if (rules::Map* const member = directory.find(name)) members.push_back(member);
    else messages.push_back(std::string(title) + ": unknown member map " + name);
  }
  return members;
}

SourceAnswer ask_in_order(const std::vector<rules::Map*>& members, std::string_view key,
                          std::span<const std::string> arguments,
                          const rules::LookupContext& context) {
  SourceAnswer last = SourceAnswer::not_found(base::ExitCode::kNoHost);
  bool has_failed = false;
  // The quotes that the key still has are there to stay, and -D was for the sequence to heed.
  const rules::LookupContext inner{
      .waiter = context.waiter, .macros = context.macros, .is_typed = true};
  for (rules::Map* const member : members) {
    auto answer = member->lookup(key, arguments, inner);
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

class SequenceSource final : public MapSource {
 public:
  explicit SequenceSource(std::vector<rules::Map*> members) : members_(std::move(members)) {}

  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext& context) override {
    return ask_in_order(members_, key, arguments, context);
  }

 private:
  const std::vector<rules::Map*> members_;
};

// Looks for its members with the first lookup: they may be declared behind it.
class SwitchSource final : public MapSource {
 public:
  SwitchSource(const SourceRequest& request, std::vector<std::string> names)
      : title_("Switch map " + std::string(request.name)),
        names_(std::move(names)),
        directory_(request.directory) {}

  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext& context) override {
    std::string missing = open();
    SourceAnswer answer = ask_in_order(members_, key, arguments, context);
    if (!missing.empty()) answer.diagnostic = std::move(missing);
    return answer;
  }
  rules::MapState state() override { return {.diagnostic = open()}; }

 private:
  // The first time: what is missing.
  std::string open() {
    std::vector<std::string> messages;
    std::call_once(has_members_, [&] {
      members_ = find_members(names_, title_, directory_, messages);
    });
    return base::join(messages, "\n");
  }

  const std::string title_;
  const std::vector<std::string> names_;
  rules::MapDirectory& directory_;
  std::once_flag has_members_;
  std::vector<rules::Map*> members_;
};

// A name consists of letters, digits, `_` and `.`; all else separates.
std::vector<std::string> member_names(std::string_view text) {
  const auto is_in_name = [](char c) { return base::is_ascii_alnum(c) || c == '_' || c == '.'; };
  std::vector<std::string> names;
  for (auto at = text.begin();;) {
    at = std::find_if(at, text.end(), is_in_name);
    if (at == text.end()) return names;
    const auto end = std::find_if_not(at, text.end(), is_in_name);
    names.emplace_back(at, end);
    at = end;
  }
}

}  // namespace

std::unique_ptr<MapSource> make_sequence_source(const SourceRequest& request) {
  return std::make_unique<SequenceSource>(
      find_members(member_names(request.flags.spec), "Sequence map " + std::string(request.name),
                   request.directory, request.messages));
}

std::unique_ptr<MapSource> make_switch_source(const SourceRequest& request) {
  const std::string& service = request.flags.spec;
  std::string file;
  base::FileSafety safety;
  if (const config::Options* const options = request.environment.options) {
    file = options->service_switch_file;
    safety = config::service_switch_safety(*options);
  }
  std::vector<std::string> names;
  const bool is_standard = service == "aliases" || service == "passwd" || service == "hosts";
  const std::vector<std::string> fallback(is_standard ? 1 : 0, "files");
  for (const auto& source : dns::service_order(file, safety, service, fallback))
    names.push_back(std::string(request.name) + '.' + source);
  if (names.empty()) return make_failed_source({}, request.flags.is_optional);
  return std::make_unique<SwitchSource>(request, std::move(names));
}

}  // namespace sendwright::maps
