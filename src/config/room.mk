# config: the .cf reader: options, macros, classes, mailers, map and queue-group declarations.
noinst_LIBRARIES += libconfig.a
libconfig_a_SOURCES = \
  src/config/macros.cc src/config/macros.hh \
  src/config/map_declaration.hh \
  src/config/daemon_port.cc src/config/daemon_port.hh \
  src/config/option_setters.cc src/config/option_setters.hh \
  src/config/option_table.cc src/config/option_table.hh \
  src/config/option_types.cc src/config/option_types.hh \
  src/config/options.cc src/config/options.hh \
  src/config/time_value.cc src/config/time_value.hh

check_PROGRAMS += tests/unit/config_tests
TESTS += tests/unit/config_tests
tests_unit_config_tests_SOURCES = tests/unit/main.cc tests/unit/config/options_test.cc
tests_unit_config_tests_LDADD = libconfig.a libbase.a $(BOOST_TEST_LIBS)
