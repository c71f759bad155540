# tools/postfix: the command postfix-to-mc, which makes a sendmail.mc of a configuration of Postfix.
noinst_LIBRARIES += libpostfix.a
libpostfix_a_SOURCES = \
  tools/postfix/access_tables.cc tools/postfix/access_tables.hh \
  tools/postfix/addresses.cc \
  tools/postfix/command.cc tools/postfix/command.hh \
  tools/postfix/conversion.cc tools/postfix/conversion.hh \
  tools/postfix/domains.cc \
  tools/postfix/known_parameters.cc \
  tools/postfix/lookup_table.cc tools/postfix/lookup_table.hh \
  tools/postfix/main_cf.cc tools/postfix/main_cf.hh \
  tools/postfix/names.cc tools/postfix/names.hh \
  tools/postfix/network.cc tools/postfix/network.hh \
  tools/postfix/report.cc tools/postfix/report.hh \
  tools/postfix/restrictions.cc \
  tools/postfix/security.cc \
  tools/postfix/settings.cc \
  tools/postfix/site.cc tools/postfix/site.hh \
  tools/postfix/text.cc tools/postfix/text.hh \
  tools/postfix/transport.cc

sbin_PROGRAMS += tools/postfix/postfix-to-mc
tools_postfix_postfix_to_mc_SOURCES = tools/postfix/postfix_to_mc_main.cc
tools_postfix_postfix_to_mc_LDADD = libpostfix.a libbase.a

check_PROGRAMS += tests/unit/postfix_tests
TESTS += tests/unit/postfix_tests
tests_unit_postfix_tests_SOURCES = tests/unit/main.cc tests/unit/postfix/postfix_test.cc
tests_unit_postfix_tests_LDADD = libpostfix.a libbase.a $(BOOST_TEST_LIBS)

# Outcomes: ten configurations of Postfix, and what becomes of mail with what the tool makes of them.
EXTRA_DIST += tests/system/postfix_cases
dist_check_SCRIPTS += tests/system/from_postfix_test.py
TESTS += tests/system/from_postfix_test.py

dist_man_MANS += docs/postfix-to-mc.8
EXTRA_DIST += docs/from-postfix.md
