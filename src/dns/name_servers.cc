#include "dns/name_servers.hh"

#include <fcntl.h>
#include <unistd.h>

#include "base/strings.hh"
#include "base/unique_fd.hh"

namespace sendwright::dns {
namespace {

constexpr size_t kMaxNameServers = 16;
constexpr size_t kMaxSearchDomains = 6;
constexpr size_t kMaxFile = 64 * 1024;
constexpr auto kCheckInterval = std::chrono::milliseconds(500);

std::string read_start(const std::string& path) {
  std::string content;
  const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[4096];
  ssize_t count = 0;
  while (file.is_open() && content.size() < kMaxFile &&
         (count = ::read(file.get(), buffer, sizeof buffer)) > 0)
    content.append(buffer, static_cast<size_t>(count));
  return content;
}

bool is_same(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

std::vector<std::string> parse_name_servers(std::string_view resolv_conf) {
  std::vector<std::string> servers;
  for (const auto line : base::split(resolv_conf, '\n')) {
    const auto words = base::split_words(line);
    if (words.size() > 1 && words[0] == "nameserver" && servers.size() < kMaxNameServers)
      servers.emplace_back(words[1]);
  }
  return servers;
}

std::vector<std::string> parse_search_domains(std::string_view resolv_conf) {
  std::vector<std::string> domains;
  for (const auto line : base::split(resolv_conf, '\n')) {
    const auto words = base::split_words(line);
    if (words.size() < 2 || (words[0] != "search" && words[0] != "domain")) continue;
    const size_t most = words[0] == "domain" ? 1 : kMaxSearchDomains;
    domains.clear();
    for (size_t i = 1; i < words.size() && domains.size() < most; ++i) {
      std::string_view domain = words[i];
      if (domain.ends_with('.')) domain.remove_suffix(1);
      if (!domain.empty()) domains.emplace_back(domain);
    }
  }
  return domains;
}

std::vector<std::string> search_domains(const std::string& resolv_conf,
                                        std::string_view own_domain) {
  auto domains = parse_search_domains(read_start(resolv_conf));
  if (domains.empty() && !own_domain.empty()) domains.emplace_back(own_domain);
  return domains;
}

NameServers::NameServers(std::string resolv_conf, std::vector<std::string> fixed)
    : path_(std::move(resolv_conf)), is_fixed_(!fixed.empty()), list_(std::move(fixed)) {}

bool NameServers::refresh(Time now) {
  if (is_fixed_ || (!list_.empty() && now < next_check_)) return false;
  next_check_ = now + kCheckInterval;
  struct stat current {};
  if (::stat(path_.c_str(), &current) != 0) current = {};
  if (!list_.empty() && is_same(current, seen_)) return false;
  seen_ = current;
  auto servers = parse_name_servers(read_start(path_));
  if (servers.empty()) servers.emplace_back("127.0.0.1");
  if (servers == list_) return false;
  list_ = std::move(servers);
  return true;
}

}  // namespace sendwright::dns
