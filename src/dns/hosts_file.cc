#include "dns/hosts_file.hh"

#include <fcntl.h>
#include <unistd.h>

#include "base/strings.hh"
#include "base/unique_fd.hh"

namespace sendwright::dns {
namespace {

constexpr size_t kMaxHostsFile = 64 * 1024 * 1024;
constexpr auto kCheckInterval = std::chrono::milliseconds(250);

bool has_name(const HostEntry& entry, std::string_view name) {
  for (const auto& known : entry.names)
    if (base::equals_ignoring_case(known, name)) return true;
  return false;
}

std::string read_hosts(int fd) {
  std::string content;
  char buffer[65536];
  ssize_t count = 0;
  while (content.size() < kMaxHostsFile && (count = ::read(fd, buffer, sizeof buffer)) > 0)
    content.append(buffer, static_cast<size_t>(count));
  return content;
}

}  // namespace

std::vector<HostEntry> parse_hosts(std::string_view content) {
  std::vector<HostEntry> entries;
  for (const auto line : base::split(content, '\n')) {
    const auto words = base::split_words(line.substr(0, line.find('#')));
    if (words.size() < 2) continue;
    const auto address = IpAddress::parse(words[0]);
    if (!address) continue;
    entries.push_back({*address, {words.begin() + 1, words.end()}});
  }
  return entries;
}

HostsFile::Entries HostsFile::entries() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (entries_ && now < next_check_) return entries_;
  next_check_ = now + kCheckInterval;
  struct stat current {};
  const bool is_there = ::stat(path_.c_str(), &current) == 0;
  if (entries_ && current.st_ino == seen_.st_ino && current.st_size == seen_.st_size &&
      current.st_mtim.tv_sec == seen_.st_mtim.tv_sec &&
      current.st_mtim.tv_nsec == seen_.st_mtim.tv_nsec)
    return entries_;
  std::string content;
  if (is_there) {
    const base::UniqueFd file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.is_open()) content = read_hosts(file.get());
  }
  seen_ = current;
  entries_ = std::make_shared<const std::vector<HostEntry>>(parse_hosts(content));
  return entries_;
}

std::vector<IpAddress> HostsFile::addresses(std::string_view name) {
  std::vector<IpAddress> found;
  if (name.ends_with('.')) name.remove_suffix(1);
  const auto current = entries();
  for (const auto& entry : *current)
    if (has_name(entry, name)) found.push_back(entry.address);
  return found;
}

std::vector<std::string> HostsFile::names(const IpAddress& address) {
  const auto current = entries();
  for (const auto& entry : *current)
    if (entry.address == address) return entry.names;
  return {};
}

std::optional<std::string> HostsFile::canonical_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  const auto current = entries();
  std::optional<std::string> fallback;
  for (const auto& entry : *current) {
    if (!has_name(entry, name)) continue;
    for (const auto& candidate : entry.names)
      if (candidate.find('.') != std::string::npos) return candidate;
    if (!fallback) fallback = entry.names.front();
  }
  return fallback;
}

}  // namespace sendwright::dns
