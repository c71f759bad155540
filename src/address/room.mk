# address: tokens (prescan), RFC 5322 address lists.
noinst_LIBRARIES += libaddress.a
libaddress_a_SOURCES = \
  src/address/address_list.cc src/address/address_list.hh src/address/crack_address.cc src/address/walker.hh \
  src/address/meta.cc src/address/meta.hh \
  src/address/prescan.cc src/address/prescan.hh \
  src/address/tokens.cc src/address/tokens.hh

check_PROGRAMS += tests/unit/address_tests
TESTS += tests/unit/address_tests
tests_unit_address_tests_SOURCES = tests/unit/main.cc \
  tests/unit/address/address_list_test.cc tests/unit/address/prescan_test.cc
tests_unit_address_tests_LDADD = libaddress.a libbase.a $(BOOST_TEST_LIBS)
