# base: strings, time, files, sysexits, syslog; uses no other room.
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
  src/base/result.hh \
  src/base/sysexits.hh \
  src/base/waiter.cc src/base/waiter.hh

check_PROGRAMS += tests/unit/base_tests
TESTS += tests/unit/base_tests
tests_unit_base_tests_SOURCES = tests/unit/main.cc tests/unit/base/waiter_test.cc
tests_unit_base_tests_LDADD = libbase.a $(BOOST_TEST_LIBS)
