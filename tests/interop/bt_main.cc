// The address test mode by itself: `bt_main -bt -C sendmail.cf`, for side-by-side runs with the real
// program. Reads commands from standard input.
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "base/waiter.hh"
#include "config/cf_reader.hh"
#include "dns/identify_host.hh"
#include "rules/test_mode.hh"

namespace {

using namespace sendwright;

// For configurations whose maps do not matter.
class NoMaps final : public rules::MapDirectory {
 public:
  rules::Map* find(std::string_view) override { return nullptr; }
};

config::HostIdentity host_identity() {
  const dns::HostNames names = dns::identify_host();
  return {names.short_name, names.full_name, names.domain, names.node_name, names.interface_names};
}

}  // namespace

int main(int argc, char** argv) {
  std::string file = "/etc/mail/sendmail.cf";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "-C" && i + 1 < argc) {
      file = argv[++i];
    } else if (argument.starts_with("-C") && argument.size() > 2) {
      file = argument.substr(2);
    }
  }
  config::ReadOptions options;
  options.host = host_identity();
  options.version = "8.17.1";
  options.operation_mode = 't';
  config::ReadOutcome outcome = config::read_configuration(file, options);
  for (const config::ReadMessage& message : outcome.messages) std::cout << message.text << '\n';
  if (outcome.exit_code == base::ExitCode::kSystemFile) return base::to_int(outcome.exit_code);
  NoMaps maps;
  base::BlockingWaiter waiter;
  rules::TestModeContext context{*outcome.configuration, maps, waiter, nullptr, options.version};
  return rules::run_test_mode(context, std::cin, std::cout);
}
