#include "modes/set_id_rights.hh"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "config/options.hh"

namespace sendwright::modes {
namespace {

using config::Options;

// Of the protocol and host a message came from: what a gateway program tells.
bool is_safe_macro(const std::string& name) {
  return name == "r" || name == "s";
}

}  // namespace

bool is_callers_own_way(const CommandLine& line) {
  const auto is_unsafe = [](const auto& option) {
    return !Options::is_safe_for_any_user(option.first);
  };
  return !line.configuration_file.empty() || !line.traffic_log.empty() ||
         line.mode == Mode::kTest || line.lints_configuration ||
         std::ranges::any_of(line.long_options, is_unsafe) ||
         std::ranges::any_of(line.letter_options, is_unsafe) ||
         !std::ranges::all_of(line.macros, is_safe_macro, &std::pair<std::string, std::string>::first);
}

void drop_set_id_rights() {
  const uid_t user = ::getuid();
  const gid_t group = ::getgid();
  const uid_t former = ::geteuid();
  if (::setresgid(group, group, group) != 0 || ::setresuid(user, user, user) != 0) {
    throw std::runtime_error("cannot give up set-ID rights");
  }
  if (former != user && user != 0 && ::seteuid(former) == 0) {
    throw std::runtime_error("set-ID rights came back");
  }
}

}  // namespace sendwright::modes
