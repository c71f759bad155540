# smtp: the grammar both sides share, the server side, TLS and SASL.
noinst_LIBRARIES += libsmtp.a libtls.a
libsmtp_a_SOURCES = \
  src/smtp/command.cc src/smtp/command.hh \
  src/smtp/limits.hh \
  src/smtp/parameters.cc src/smtp/parameters.hh \
  src/smtp/reply.cc src/smtp/reply.hh \
  src/smtp/server/data_reader.cc src/smtp/server/data_reader.hh \
  src/smtp/server/engine.cc src/smtp/server/engine.hh src/smtp/server/engine_commands.cc

# TLS: what SMTP (both sides) and POP3 share.
libtls_a_SOURCES = \
  src/smtp/tls/context.cc src/smtp/tls/context.hh \
  src/smtp/tls/facts.cc src/smtp/tls/facts.hh \
  src/smtp/tls/readiness.cc src/smtp/tls/readiness.hh \
  src/smtp/tls/stream.cc src/smtp/tls/stream.hh

check_PROGRAMS += tests/unit/smtp_tests
TESTS += tests/unit/smtp_tests
tests_unit_smtp_tests_SOURCES = tests/unit/main.cc \
  tests/unit/smtp/command_test.cc \
  tests/unit/smtp/engine_script.hh \
  tests/unit/smtp/engine_test.cc \
  tests/unit/smtp/reply_test.cc
tests_unit_smtp_tests_LDADD = libsmtp.a libtls.a libmessage.a libconfig.a libbase.a \
  $(OPENSSL_LIBS) $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)

include src/smtp/client/room.mk
