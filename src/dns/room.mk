# dns: asynchronous resolver, hosts file and service switch, the machine's own name.
noinst_LIBRARIES += libdns.a
libdns_a_SOURCES = \
  src/dns/answer_cache.cc src/dns/answer_cache.hh \
  src/dns/fixed_resolver.cc src/dns/fixed_resolver.hh \
  src/dns/host_lookup.cc src/dns/host_lookup.hh \
  src/dns/hosts_file.cc src/dns/hosts_file.hh \
  src/dns/identify_host.cc src/dns/identify_host.hh \
  src/dns/ip_address.cc src/dns/ip_address.hh \
  src/dns/name_servers.cc src/dns/name_servers.hh \
  src/dns/resolver.cc src/dns/resolver.hh \
  src/dns/server_watch.cc src/dns/server_watch.hh \
  src/dns/service_switch.cc src/dns/service_switch.hh \
  src/dns/unbound_resolver.cc src/dns/unbound_resolver.hh

check_PROGRAMS += tests/unit/dns_tests
TESTS += tests/unit/dns_tests
tests_unit_dns_tests_SOURCES = tests/unit/main.cc tests/unit/dns/dns_test.cc \
  tests/unit/dns/outage_test.cc
tests_unit_dns_tests_LDADD = libdns.a libbase.a $(UNBOUND_LIBS) $(BOOST_TEST_LIBS)
