# smtp: the grammar both sides share, the server side, TLS and SASL.
noinst_LIBRARIES += libsmtp.a libtls.a libsasl.a libsaslserver.a
libsmtp_a_SOURCES = \
  src/smtp/command.cc src/smtp/command.hh \
  src/smtp/limits.hh \
  src/smtp/parameters.cc src/smtp/parameters.hh \
  src/smtp/reply.cc src/smtp/reply.hh \
  src/smtp/server/census.cc src/smtp/server/census.hh \
  src/smtp/server/client_identity.cc src/smtp/server/client_identity.hh \
  src/smtp/server/data_reader.cc src/smtp/server/data_reader.hh \
  src/smtp/server/feature_letters.cc src/smtp/server/feature_letters.hh \
  src/smtp/server/engine.cc src/smtp/server/engine.hh src/smtp/server/engine_commands.cc \
  src/smtp/server/help.cc src/smtp/server/help.hh \
  src/smtp/server/offer.cc src/smtp/server/offer.hh \
  src/smtp/server/policy.hh \
  src/smtp/server/ruleset_policy.cc src/smtp/server/ruleset_policy.hh \
  src/smtp/server/serve.cc src/smtp/server/serve.hh \
  src/smtp/server/services.hh \
  src/smtp/server/session.cc src/smtp/server/session.hh \
  src/smtp/server/session_macros.cc src/smtp/server/session_macros.hh \
  src/smtp/server/session_mail.cc src/smtp/server/session_security.cc \
  src/smtp/server/transaction.cc src/smtp/server/transaction.hh

# TLS: what SMTP (both sides) and POP3 share.
libtls_a_SOURCES = \
  src/smtp/tls/context.cc src/smtp/tls/context.hh \
  src/smtp/tls/facts.cc src/smtp/tls/facts.hh \
  src/smtp/tls/readiness.cc src/smtp/tls/readiness.hh \
  src/smtp/tls/session_settings.cc src/smtp/tls/session_settings.hh \
  src/smtp/tls/ssl_options.cc src/smtp/tls/ssl_options.hh \
  src/smtp/tls/stream.cc src/smtp/tls/stream.hh

# SASL: the workers' side, and the messages to the auth process.
libsasl_a_SOURCES = \
  src/smtp/sasl/client.cc src/smtp/sasl/client.hh \
  src/smtp/sasl/identity.hh \
  src/smtp/sasl/messages.cc src/smtp/sasl/messages.hh

# The auth process: the one program that links Cyrus SASL, and never GDBM.
libsaslserver_a_SOURCES = \
  src/smtp/sasl/auth_process.cc src/smtp/sasl/auth_process.hh \
  src/smtp/sasl/server_exchange.cc src/smtp/sasl/server_exchange.hh
pkglibexec_PROGRAMS += src/cmd/sendwright-auth
src_cmd_sendwright_auth_SOURCES = src/cmd/sendwright_auth.cc
src_cmd_sendwright_auth_LDADD = libsaslserver.a libsasl.a libbase.a $(SASL_LIBS) $(BOOST_CONTEXT_LIBS)

check_PROGRAMS += tests/unit/smtp_tests
TESTS += tests/unit/smtp_tests
tests_unit_smtp_tests_SOURCES = tests/unit/main.cc \
  tests/unit/smtp/command_test.cc \
  tests/unit/smtp/engine_script.hh \
  tests/unit/smtp/engine_test.cc \
  tests/unit/smtp/policy_test.cc \
  tests/unit/smtp/reply_test.cc \
  tests/unit/smtp/sasl_test.cc \
  tests/unit/smtp/session_fixture.hh \
  tests/unit/smtp/session_test.cc \
  tests/unit/smtp/hook_replies_test.cc \
  tests/unit/smtp/session_settings_test.cc \
  tests/unit/smtp/tls_test.cc
tests_unit_smtp_tests_LDADD = libsmtp.a libtls.a libsasl.a libsaslserver.a libqueue.a \
  librouting.a librules.a libmessage.a libdns.a libconfig.a libaddress.a libbase.a \
  $(OPENSSL_LIBS) $(SASL_LIBS) $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)

include src/smtp/client/room.mk
