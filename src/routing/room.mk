# routing: a recipient becomes deliveries: aliases, :include:, .forward, mailer choice.
noinst_LIBRARIES += librouting.a
librouting_a_SOURCES = \
  src/routing/alias_databases.hh \
  src/routing/alias_list.cc src/routing/alias_list.hh \
  src/routing/alias_lookup.hh \
  src/routing/default_user.cc src/routing/default_user.hh \
  src/routing/expander.cc src/routing/expander.hh \
  src/routing/local_address.cc src/routing/local_address.hh \
  src/routing/router.cc src/routing/router.hh \
  src/routing/user_files.hh

check_PROGRAMS += tests/unit/routing_tests
TESTS += tests/unit/routing_tests
tests_unit_routing_tests_SOURCES = \
  tests/unit/main.cc \
  tests/unit/routing/alias_list_test.cc \
  tests/unit/routing/fakes.hh \
  tests/unit/routing/router_test.cc
tests_unit_routing_tests_LDADD = librouting.a librules.a libconfig.a libaddress.a libbase.a \
  $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)
