# daemon: master process, workers, privilege separation, signals.
noinst_LIBRARIES += libdaemon.a
libdaemon_a_SOURCES = \
  src/daemon/acceptor.cc src/daemon/acceptor.hh \
  src/daemon/auth_starter.cc src/daemon/auth_starter.hh \
  src/daemon/background.cc src/daemon/background.hh \
  src/daemon/channels.cc src/daemon/channels.hh \
  src/daemon/configuration_loader.cc src/daemon/configuration_loader.hh \
  src/daemon/delivery_chain.cc src/daemon/delivery_chain.hh \
  src/daemon/listeners.cc src/daemon/listeners.hh \
  src/daemon/master.cc src/daemon/master.hh \
  src/daemon/pop3_login.cc src/daemon/pop3_login.hh \
  src/daemon/privileges.cc src/daemon/privileges.hh \
  src/daemon/queue_manager.cc src/daemon/queue_manager.hh \
  src/daemon/queue_notices.cc src/daemon/queue_notices.hh \
  src/daemon/site.cc src/daemon/site.hh \
  src/daemon/smtp_services.cc src/daemon/smtp_services.hh \
  src/daemon/smtp_worker.cc src/daemon/smtp_worker.hh \
  src/daemon/supervisor.cc src/daemon/supervisor.hh \
  src/daemon/tls_contexts.cc src/daemon/tls_contexts.hh

check_PROGRAMS += tests/unit/daemon_tests
TESTS += tests/unit/daemon_tests
tests_unit_daemon_tests_SOURCES = tests/unit/main.cc \
  tests/unit/daemon/listeners_test.cc \
  tests/unit/daemon/queue_notices_test.cc \
  tests/unit/daemon/supervisor_test.cc
tests_unit_daemon_tests_LDADD = $(SENDMAIL_ROOMS) $(EXTERNAL_LIBS) $(BOOST_TEST_LIBS)
