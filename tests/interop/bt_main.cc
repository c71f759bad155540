// The address test mode by itself: `bt_main -bt -C sendmail.cf`, for side-by-side runs with the
// real program. Reads commands from standard input.
#include <unistd.h>

#include <iostream>
#include <string>
#include <string_view>

#include "base/descriptor_streams.hh"
#include "base/user_database.hh"
#include "base/waiter.hh"
#include "config/cf_reader.hh"
#include "dns/host_lookup.hh"
#include "dns/identify_host.hh"
#include "dns/unbound_resolver.hh"
#include "maps/map_classes.hh"
#include "maps/map_registry.hh"
#include "rules/test_mode.hh"

namespace {

using namespace sendwright;

class Hosts final : public rules::HostDirectory {
 public:
  Hosts(dns::Resolver& resolver, dns::HostLookup& lookup) : resolver_(resolver), lookup_(lookup) {}

  MxAnswer mail_exchangers(std::string_view host, base::Waiter& waiter) override {
    const dns::Answer<dns::MxRecord> answer = resolver_.mx(host, waiter);
    if (answer.status == dns::Status::kTemporaryFailure) return {-1, false, {}};
    MxAnswer out;
    for (const dns::MxRecord& record : answer.records) {
      out.is_null_mx = out.is_null_mx || record.host.empty();
      out.hosts.push_back(record.host + ".");
    }
    out.count = static_cast<int>(out.hosts.size());
    return out;
  }

  std::optional<std::string> canonical_name(std::string_view host, base::Waiter& waiter) override {
    const dns::Answer<std::string> answer = lookup_.canonical_name(host, waiter);
    if (answer.status != dns::Status::kFound || answer.records.empty()) return std::nullopt;
    return answer.records.front();
  }

  std::vector<std::string> addresses(std::string_view host, base::Waiter& waiter) override {
    std::vector<std::string> out;
    for (const dns::IpAddress& address : lookup_.addresses(host, waiter).records) {
      out.push_back(address.text());
    }
    return out;
  }

 private:
  dns::Resolver& resolver_;
  dns::HostLookup& lookup_;
};

config::HostIdentity host_identity() {
  dns::IdentifySettings settings;
  settings.includes_interfaces = false;
  const dns::HostNames names = dns::identify_host(settings);
  return {names.short_name, names.full_name, names.domain, names.node_name, names.interface_names};
}

std::string file_argument(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (!argument.starts_with("-C")) continue;
    if (argument.size() > 2) return std::string(argument.substr(2));
    if (i + 1 < argc) return argv[i + 1];
  }
  return "/etc/mail/sendmail.cf";
}

}  // namespace

int main(int argc, char** argv) {
  config::ReadOptions options;
  options.host = host_identity();
  options.version = "8.17.1";
  options.operation_mode = 't';
  options.has_map_class = maps::is_class_available;
  config::ReadOutcome outcome = config::read_configuration(file_argument(argc, argv), options);
  for (const config::ReadMessage& message : outcome.messages)
    std::cout << message.text << '\n';
  if (outcome.exit_code == base::ExitCode::kSystemFile) return base::to_int(outcome.exit_code);

  config::Configuration& configuration = *outcome.configuration;
  if (configuration.options.dont_probe_interfaces != config::ProbeInterfaces::kNone) {
    for (const std::string& name : dns::identify_host().interface_names) {
      configuration.classes["w"].insert(name);
    }
  }
  // Comparisons with dead name servers should not take long.
  dns::ResolverSettings resolver_settings;
  resolver_settings.time_limit = std::chrono::milliseconds(300);
  const std::unique_ptr<dns::Resolver> resolver = dns::unbound_resolver(resolver_settings);
  dns::HostLookupSettings settings;
  settings.local_domain = configuration.macros.get("m");
  dns::HostLookup lookup(settings, resolver.get());
  const std::unique_ptr<base::UserDatabase> users = base::system_users();
  maps::MapRegistry registry(configuration.maps,
                             {&configuration.options, resolver.get(), &lookup, users.get()});
  for (const maps::MapMessage& message : registry.messages())
    std::cout << message.text << '\n';

  base::BlockingWaiter waiter;
  Hosts hosts(*resolver, lookup);
  base::Debug debug;
  rules::TestModeContext context{configuration, registry, waiter, debug, &hosts, options.version};
  std::cout.flush();
  base::DescriptorOutput output_buffer(STDOUT_FILENO);
  base::DescriptorInput input_buffer(STDIN_FILENO, output_buffer);
  std::istream input(&input_buffer);
  std::ostream output(&output_buffer);
  return rules::run_test_mode(context, input, output);
}
