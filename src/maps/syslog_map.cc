// Class syslog: the key goes to the log; the value is empty.
#include "base/log.hh"
#include "base/strings.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

struct PriorityName {
  std::string_view name;
  base::LogPriority priority;
};

constexpr PriorityName kPriorities[] = {
    {"EMERG", base::LogPriority::kCritical},   {"ALERT", base::LogPriority::kCritical},
    {"CRIT", base::LogPriority::kCritical},    {"ERR", base::LogPriority::kError},
    {"WARNING", base::LogPriority::kWarning},  {"NOTICE", base::LogPriority::kNotice},
    {"INFO", base::LogPriority::kInfo},        {"DEBUG", base::LogPriority::kDebug},
};

class SyslogSource final : public MapSource {
 public:
  explicit SyslogSource(base::LogPriority priority) : priority_(priority) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    base::log(0, priority_, context.macros.get("i"), key);
    return SourceAnswer::found({});
  }

 private:
  const base::LogPriority priority_;
};

}  // namespace

std::unique_ptr<MapSource> make_syslog_source(const SourceRequest& request) {
  std::string_view name = request.flags.own_value('L');
  if (name.empty()) return std::make_unique<SyslogSource>(base::LogPriority::kInfo);
  if (base::starts_with_ignoring_case(name, "LOG_")) name.remove_prefix(4);
  for (const auto& entry : kPriorities)
    if (base::equals_ignoring_case(entry.name, name))
      return std::make_unique<SyslogSource>(entry.priority);
  request.messages.push_back("syslog_map_parseargs: Unknown priority " + base::printable(name));
  return nullptr;
}

}  // namespace sendwright::maps
