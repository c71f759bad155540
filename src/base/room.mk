# base: strings, time, files, sysexits, syslog; uses no other room.
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
  src/base/codec.cc src/base/codec.hh \
  src/base/fnv.hh \
  src/base/coroutine.cc src/base/coroutine.hh \
  src/base/descriptor_streams.cc src/base/descriptor_streams.hh \
  src/base/debug.cc src/base/debug.hh \
  src/base/environment.cc src/base/environment.hh \
  src/base/file_safety.cc src/base/file_safety.hh \
  src/base/identity.cc src/base/identity.hh \
  src/base/log.cc src/base/log.hh \
  src/base/mailbox_lock.cc src/base/mailbox_lock.hh \
  src/base/result.hh \
  src/base/strings.cc src/base/strings.hh \
  src/base/sysexits.hh \
  src/base/time_text.cc src/base/time_text.hh \
  src/base/unique_fd.hh \
  src/base/user_database.cc src/base/user_database.hh \
  src/base/waiter.cc src/base/waiter.hh \
  src/base/wire.cc src/base/wire.hh
if SANITIZERS
libbase_a_SOURCES += src/base/sanitizer_fibers.cc
endif

check_PROGRAMS += tests/unit/base_tests
TESTS += tests/unit/base_tests
tests_unit_base_tests_SOURCES = tests/unit/main.cc \
  tests/unit/base/coroutine_test.cc \
  tests/unit/base/descriptor_streams_test.cc \
  tests/unit/base/debug_test.cc \
  tests/unit/base/file_safety_test.cc \
  tests/unit/base/text_test.cc \
  tests/unit/base/waiter_test.cc \
  tests/unit/base/wire_test.cc
tests_unit_base_tests_LDADD = libbase.a $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)
