#include "dns/service_switch.hh"

#include <optional>

#include "base/environment.hh"
#include "base/strings.hh"

namespace sendwright::dns {
namespace {

constexpr size_t kMaxOctets = 1 << 20;

std::optional<std::vector<std::string>> order_in(const std::string& path,
                                                 const base::FileSafety& safety,
                                                 std::string_view service) {
  const base::OpenedFile opened = base::open_safely(path, safety);
  if (!opened.problem.empty()) return std::nullopt;
  const auto content = base::system_environment().read_all(opened.file.get(), kMaxOctets);
  if (!content) return std::nullopt;
  for (const std::string_view line : base::split(*content, '\n')) {
    const auto words = base::split_words(line.substr(0, line.find('#')), " \t\r:");
    if (words.empty() || words[0] != service) continue;
    std::vector<std::string> order;
    bool is_action = false;
    for (size_t i = 1; i < words.size(); ++i) {
      is_action = is_action || words[i].starts_with('[');
      if (!is_action) order.emplace_back(words[i]);
      if (words[i].ends_with(']')) is_action = false;
    }
    return order;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> service_order(const std::string& service_switch_file,
                                       const base::FileSafety& safety,
                                       std::string_view service, std::vector<std::string> fallback,
                                       const std::string& system_file) {
  if (const auto own = order_in(service_switch_file, safety, service)) return *own;
  if (const auto system = order_in(system_file, base::kAnyPlainFile, service)) return *system;
  return fallback;
}

}  // namespace sendwright::dns
