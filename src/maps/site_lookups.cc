#include "maps/site_lookups.hh"

#include "config/file_safety.hh"
#include "dns/name_servers.hh"
#include "dns/unbound_resolver.hh"

namespace sendwright::maps {

base::Result<std::unique_ptr<SiteLookups>> SiteLookups::open(
    const config::Options& options, std::span<const config::MapDeclaration> declarations,
    const std::string& local_domain) {
  auto users = base::open_user_database(options.mailbox_database);
  if (!users) return std::unexpected(users.error());
  std::unique_ptr<SiteLookups> site(new SiteLookups);
  site->users_ = std::move(*users);
  const config::ResolverFlags& flags = options.resolver_options;
  if (flags.is_dns_used) {
    dns::ResolverSettings settings;
    settings.name_servers = options.name_servers;
    settings.uses_tcp = flags.uses_tcp;
    settings.trust_anchor_file = options.trust_anchor_file;
    settings.time_limit = dns::time_limit_of(options.timeout_resolver_retrans_normal,
                                             options.timeout_resolver_retry_normal);
    site->resolver_ = dns::unbound_resolver(std::move(settings));
  }
  dns::HostLookupSettings hosts;
  if (!options.hosts_file.empty()) hosts.hosts_file = options.hosts_file;
  hosts.service_switch_file = options.service_switch_file;
  hosts.service_switch_safety = config::service_switch_safety(options);
  hosts.local_domain = local_domain;
  if (flags.searches_domains)
    hosts.search_domains = dns::search_domains(dns::ResolverSettings().resolv_conf, local_domain);
  hosts.has_wildcard_mx = flags.has_wildcard_mx;
  hosts.expands_cnames = !options.dont_expand_cnames;
  hosts.works_around_broken_aaaa = flags.works_around_broken_aaaa;
  site->hosts_ = std::make_unique<dns::HostLookup>(std::move(hosts), site->resolver_.get());
  const MapEnvironment environment{&options, site->resolver_.get(), site->hosts_.get(),
                                   site->users_.get()};
  site->registry_ = std::make_unique<MapRegistry>(declarations, environment);
  site->aliases_ = std::make_unique<AliasDatabases>(options, environment, *site->registry_);
  return site;
}

config::HostIdentity to_host_identity(const dns::HostNames& names) {
  config::HostIdentity identity;
  identity.short_name = names.short_name;
  identity.full_name = names.full_name;
  identity.domain = names.domain;
  identity.node_name = names.node_name;
  identity.interface_names = names.interface_names;
  return identity;
}

}  // namespace sendwright::maps
