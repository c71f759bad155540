# modes: what each operation mode of the sendmail command does.
noinst_LIBRARIES += libmodes.a
libmodes_a_SOURCES = \
  src/modes/command_line.cc src/modes/command_line.hh

check_PROGRAMS += tests/unit/modes_tests
TESTS += tests/unit/modes_tests
tests_unit_modes_tests_SOURCES = tests/unit/main.cc tests/unit/modes/command_line_test.cc
tests_unit_modes_tests_LDADD = libmodes.a libbase.a $(BOOST_TEST_LIBS)
