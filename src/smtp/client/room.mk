# smtp/client: the outgoing side of SMTP and LMTP.
noinst_LIBRARIES += libsmtp_client.a
libsmtp_client_a_SOURCES = \
  src/smtp/client/client.cc src/smtp/client/client.hh \
  src/smtp/client/connection.cc src/smtp/client/connection.hh \
  src/smtp/client/conversation.cc src/smtp/client/conversation.hh \
  src/smtp/client/engine.cc src/smtp/client/engine.hh \
  src/smtp/client/line_encoder.cc src/smtp/client/line_encoder.hh \
  src/smtp/client/mail_hosts.cc src/smtp/client/mail_hosts.hh \
  src/smtp/client/recipient_status.cc src/smtp/client/recipient_status.hh

check_PROGRAMS += tests/unit/smtp_client_tests
TESTS += tests/unit/smtp_client_tests
tests_unit_smtp_client_tests_SOURCES = tests/unit/main.cc \
  tests/unit/smtp_client/engine_test.cc \
  tests/unit/smtp_client/line_encoder_test.cc
tests_unit_smtp_client_tests_LDADD = libsmtp_client.a libsmtp.a libbase.a \
  $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)
