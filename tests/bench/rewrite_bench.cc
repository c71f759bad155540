// How many inputs a second: `rewrite_bench FILE.cf RULESETS ADDRESS COUNT [NAME=VALUE ...]`, e.g.
// `rewrite_bench sendmail.cf canonify,parse user@host.example 100000`. No trace is made. Prints the
// result once, then the rate. Works on maps only as far as none is needed.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "address/prescan.hh"
#include "base/strings.hh"
#include "base/waiter.hh"
#include "config/cf_reader.hh"
#include "dns/identify_host.hh"
#include "rules/engine.hh"

namespace {

using namespace sendwright;

class NoMaps final : public rules::MapDirectory {
 public:
  rules::Map* find(std::string_view) override { return nullptr; }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::cerr << "usage: rewrite_bench FILE.cf RULESETS ADDRESS COUNT [MACRO=VALUE ...]\n";
    return base::to_int(base::ExitCode::kUsage);
  }
  config::ReadOptions options;
  const dns::HostNames names = dns::identify_host();
  options.host = {names.short_name, names.full_name, names.domain, names.node_name,
                  names.interface_names};
  const config::ReadOutcome outcome = config::read_configuration(argv[1], options);
  NoMaps maps;
  const rules::Engine engine(*outcome.configuration, maps);
  config::MacroScope macros(&outcome.configuration->macros);
  for (int i = 5; i < argc; ++i) {
    const std::string_view setting = argv[i];
    const std::size_t sign = setting.find('=');
    if (sign != setting.npos)
      macros.set(setting.substr(0, sign), std::string(setting.substr(sign + 1)));
  }
  base::BlockingWaiter waiter;
  rules::Evaluation evaluation(macros, waiter);
  std::vector<rules::RulesetId> rulesets;
  for (const std::string_view name : base::split(argv[2], ',')) {
    if (const auto id = engine.find(name)) rulesets.push_back(*id);
  }
  const address::PrescanOptions prescan_options{.operators = outcome.configuration->operators,
                                                .strips_comments = false};
  const long count = std::strtol(argv[4], nullptr, 10);
  address::TokenList workspace;
  std::vector<std::string> messages;
  const auto start = std::chrono::steady_clock::now();
  for (long i = 0; i < count; ++i) {
    workspace.clear();
    prescan(argv[3], prescan_options, workspace, messages);
    for (const rules::RulesetId id : rulesets)
      engine.rewrite(id, workspace, evaluation);
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  std::cout << address::trace_text(workspace.tokens()) << '\n'
            << static_cast<long>(static_cast<double>(count) / elapsed.count()) << " inputs/s\n";
  return 0;
}
