# delivery: mailers: local mailbox, file, program, LMTP, SMTP.
noinst_LIBRARIES += libdelivery.a
libdelivery_a_SOURCES = \
  src/delivery/agent.hh \
  src/delivery/agent_codec.cc src/delivery/agent_codec.hh \
  src/delivery/agent_process.cc src/delivery/agent_process.hh \
  src/delivery/attempt_text.cc src/delivery/attempt_text.hh \
  src/delivery/child_program.cc src/delivery/child_program.hh \
  src/delivery/dispatcher.cc src/delivery/dispatcher.hh \
  src/delivery/launcher.cc src/delivery/launcher.hh \
  src/delivery/local_delivery.cc src/delivery/local_delivery.hh \
  src/delivery/local_status.cc src/delivery/local_status.hh \
  src/delivery/mailbox_task.cc src/delivery/maildir_task.cc \
  src/delivery/message_source.cc src/delivery/message_source.hh \
  src/delivery/network_delivery.cc src/delivery/network_delivery.hh \
  src/delivery/program_task.cc src/delivery/read_file_task.cc \
  src/delivery/seven_bit_source.cc src/delivery/seven_bit_source.hh \
  src/delivery/tasks.hh \
  src/delivery/tls_policy.cc src/delivery/tls_policy.hh

check_PROGRAMS += tests/unit/delivery_tests
TESTS += tests/unit/delivery_tests
tests_unit_delivery_tests_SOURCES = tests/unit/main.cc \
  tests/unit/delivery/dispatcher_test.cc \
  tests/unit/delivery/launcher_test.cc \
  tests/unit/delivery/scripted_server.hh \
  tests/unit/delivery/tasks_test.cc \
  tests/unit/delivery/temporary_directory.hh
tests_unit_delivery_tests_LDADD = libdelivery.a libsmtp_client.a libsmtp.a \
  libtls.a librouting.a librules.a libdns.a libmessage.a libconfig.a libaddress.a libbase.a \
  $(OPENSSL_LIBS) $(UNBOUND_LIBS) $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)
