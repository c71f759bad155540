# rules/lint: the checks of `sendmail --lint-cf`.
noinst_LIBRARIES += librules_lint.a
librules_lint_a_SOURCES = \
  src/rules/lint/calls.cc src/rules/lint/calls.hh \
  src/rules/lint/cf_lines.cc src/rules/lint/cf_lines.hh \
  src/rules/lint/findings.cc src/rules/lint/findings.hh \
  src/rules/lint/known_names.cc src/rules/lint/known_names.hh \
  src/rules/lint/lenient_maps.cc src/rules/lint/lenient_maps.hh \
  src/rules/lint/lint.cc src/rules/lint/lint.hh \
  src/rules/lint/loops.cc src/rules/lint/loops.hh \
  src/rules/lint/map_use.cc src/rules/lint/map_use.hh \
  src/rules/lint/name_use.cc src/rules/lint/name_use.hh \
  src/rules/lint/ownership.cc src/rules/lint/ownership.hh \
  src/rules/lint/reader_messages.cc src/rules/lint/reader_messages.hh \
  src/rules/lint/relay_cause.cc src/rules/lint/relay_cause.hh \
  src/rules/lint/relay_check.cc src/rules/lint/relay_check.hh \
  src/rules/lint/relay_probe.cc src/rules/lint/relay_probe.hh \
  src/rules/lint/relay_session.cc src/rules/lint/relay_session.hh \
  src/rules/lint/ruleset_use.cc src/rules/lint/ruleset_use.hh \
  src/rules/lint/shape.cc src/rules/lint/shape.hh \
  src/rules/lint/unreachable.cc src/rules/lint/unreachable.hh

check_PROGRAMS += tests/unit/rules_lint_tests
TESTS += tests/unit/rules_lint_tests
tests_unit_rules_lint_tests_SOURCES = tests/unit/main.cc \
  tests/unit/rules/lint/findings_test.cc tests/unit/rules/lint/lint_fixture.hh \
  tests/unit/rules/lint/loops_test.cc tests/unit/rules/lint/reader_messages_test.cc \
  tests/unit/rules/lint/relay_test.cc tests/unit/rules/lint/shape_test.cc tests/unit/rules/lint/unreachable_test.cc \
  tests/unit/rules/lint/use_test.cc
tests_unit_rules_lint_tests_LDADD = librules_lint.a librules.a libconfig.a libaddress.a libbase.a \
  $(BOOST_TEST_LIBS)
