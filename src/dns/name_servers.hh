// Which name servers to ask: the ones a caller names, or those of resolv.conf, read again when the
// file has changed.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::dns {

// The addresses of `nameserver` lines, in order.
[[nodiscard]] std::vector<std::string> parse_name_servers(std::string_view resolv_conf);

// The names that a short name may be completed with: what the last `search` or `domain` line says.
[[nodiscard]] std::vector<std::string> parse_search_domains(std::string_view resolv_conf);
// Those of the file; where it names none, the machine's own domain (may be empty).
[[nodiscard]] std::vector<std::string> search_domains(const std::string& resolv_conf,
                                                      std::string_view own_domain);

// One thread's. A file that is missing or names nobody means a server on this machine.
class NameServers {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `fixed` (ADDRESS or ADDRESS@PORT), if there are any, instead of the file.
  NameServers(std::string resolv_conf, std::vector<std::string> fixed);

  [[nodiscard]] const std::vector<std::string>& list() const { return list_; }
  // Looks at the file if it was not looked at just now; true if the list has become another one.
  bool refresh(Time now);

 private:
  const std::string path_;
  const bool is_fixed_;
  std::vector<std::string> list_;
  struct stat seen_ {};
  Time next_check_{};
};

}  // namespace sendwright::dns
