// The hosts file: names and addresses, read again when it has changed.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/ip_address.hh"

namespace sendwright::dns {

struct HostEntry {
  IpAddress address;
  std::vector<std::string> names;  // the canonical one first
};

// Lines of `address name alias...`, `#` comments; lines that make no sense are skipped.
[[nodiscard]] std::vector<HostEntry> parse_hosts(std::string_view content);

// Calls may come from any thread. A missing file is an empty one.
class HostsFile {
 public:
  explicit HostsFile(std::string path) : path_(std::move(path)) {}

  // All addresses of the entries that have the name (without regard to case).
  [[nodiscard]] std::vector<IpAddress> addresses(std::string_view name);
  // The names of the first entry with the address.
  [[nodiscard]] std::vector<std::string> names(const IpAddress& address);
  // The fullest name of the entries that have `name`: the first one with a dot in it, else the
  // canonical name; nullopt if there is no entry.
  [[nodiscard]] std::optional<std::string> canonical_name(std::string_view name);

 private:
  using Entries = std::shared_ptr<const std::vector<HostEntry>>;
  [[nodiscard]] Entries entries();

  const std::string path_;
  std::mutex mutex_;
  Entries entries_;
  struct stat seen_ {};
  std::chrono::steady_clock::time_point next_check_{};
};

}  // namespace sendwright::dns
