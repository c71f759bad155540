#include "dns/service_switch.hh"

#include <fstream>
#include <optional>

#include "base/strings.hh"

namespace sendwright::dns {
namespace {

constexpr size_t kMaxLines = 10000;

std::optional<std::vector<std::string>> order_in(const std::string& path, std::string_view service) {
  std::ifstream file(path);
  std::string line;
  for (size_t count = 0; count < kMaxLines && std::getline(file, line); ++count) {
    const auto words = base::split_words(std::string_view(line).substr(0, line.find('#')), " \t\r:");
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
                                       std::string_view service, std::vector<std::string> fallback,
                                       const std::string& system_file) {
  if (const auto own = order_in(service_switch_file, service)) return *own;
  if (const auto system = order_in(system_file, service)) return *system;
  return fallback;
}

}  // namespace sendwright::dns
