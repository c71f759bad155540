# retrieval: mailbox stores (mbox, Maildir) and POP3.
noinst_LIBRARIES += libretrieval.a
libretrieval_a_SOURCES = \
  src/retrieval/content_hash.hh \
  src/retrieval/crlf_reader.cc src/retrieval/crlf_reader.hh \
  src/retrieval/mailbox_store.hh \
  src/retrieval/maildir_store.cc \
  src/retrieval/mbox_index.cc src/retrieval/mbox_index.hh \
  src/retrieval/mbox_store.cc \
  src/retrieval/pop3/command.cc src/retrieval/pop3/command.hh \
  src/retrieval/pop3/limits.hh \
  src/retrieval/pop3/login.cc src/retrieval/pop3/login.hh \
  src/retrieval/pop3/login_engine.cc src/retrieval/pop3/login_engine.hh \
  src/retrieval/pop3/relay.cc src/retrieval/pop3/relay.hh \
  src/retrieval/pop3/session.cc src/retrieval/pop3/session.hh \
  src/retrieval/pop3/session_engine.cc src/retrieval/pop3/session_engine.hh

check_PROGRAMS += tests/unit/retrieval_tests
TESTS += tests/unit/retrieval_tests
tests_unit_retrieval_tests_SOURCES = tests/unit/main.cc \
  tests/unit/retrieval/mailbox_test.cc \
  tests/unit/retrieval/pop3_test.cc
tests_unit_retrieval_tests_LDADD = libretrieval.a libtls.a libbase.a \
  $(OPENSSL_LIBS) $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)
