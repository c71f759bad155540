# config: the .cf reader: options, macros, classes, mailers, map and queue-group declarations.
noinst_LIBRARIES += libconfig.a
libconfig_a_SOURCES = \
  src/config/cf_classes.cc src/config/cf_declarations.cc src/config/cf_headers.cc src/config/cf_mailers.cc \
  src/config/cf_messages.cc src/config/cf_options.cc \
  src/config/cf_parser.cc src/config/cf_parser.hh \
  src/config/cf_reader.cc src/config/cf_reader.hh \
  src/config/cf_rules.cc \
  src/config/cf_text.cc src/config/cf_text.hh \
  src/config/class_program.cc src/config/class_program.hh \
  src/config/configuration.cc src/config/configuration.hh \
  src/config/expand.cc src/config/expand.hh \
  src/config/file_contents.cc src/config/file_contents.hh \
  src/config/file_safety.cc src/config/file_safety.hh \
  src/config/host_identity.cc src/config/host_identity.hh \
  src/config/leading_number.cc src/config/leading_number.hh \
  src/config/ldap_searches.cc src/config/ldap_searches.hh \
  src/config/limits.hh \
  src/config/logical_lines.cc src/config/logical_lines.hh \
  src/config/macros.cc src/config/macros.hh \
  src/config/mailer.cc src/config/mailer.hh \
  src/config/map_declaration.hh \
  src/config/name_class.cc src/config/name_class.hh \
  src/config/daemon_port.cc src/config/daemon_port.hh \
  src/config/option_listing.cc src/config/option_listing.hh \
  src/config/option_setters.cc src/config/option_setters.hh \
  src/config/option_table.cc src/config/option_table.hh \
  src/config/option_types.cc src/config/option_types.hh \
  src/config/options.cc src/config/options.hh \
  src/config/source_map.cc src/config/source_map.hh \
  src/config/time_value.cc src/config/time_value.hh

check_PROGRAMS += tests/unit/config_tests
TESTS += tests/unit/config_tests
tests_unit_config_tests_SOURCES = tests/unit/main.cc \
  tests/unit/config/cf_reader_test.cc tests/unit/config/expand_test.cc \
  tests/unit/config/hostile_test.cc tests/unit/config/lines_test.cc \
  tests/unit/config/option_listing_test.cc \
  tests/unit/config/options_test.cc tests/unit/config/source_map_test.cc
tests_unit_config_tests_LDADD = libconfig.a libaddress.a libbase.a $(BOOST_TEST_LIBS)
