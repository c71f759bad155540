# queue: envelope, queue store, scheduler, queue groups, host status.
noinst_LIBRARIES += libqueue.a
libqueue_a_SOURCES = \
  src/queue/bcc.cc \
  src/queue/bcc.hh \
  src/queue/control_files.cc \
  src/queue/control_files.hh \
  src/queue/delivery_log.cc \
  src/queue/delivery_log.hh \
  src/queue/destinations.cc \
  src/queue/destinations.hh \
  src/queue/envelope.hh \
  src/queue/file_queue_store.cc \
  src/queue/file_queue_store.hh \
  src/queue/group_sync.cc \
  src/queue/group_sync.hh \
  src/queue/incoming_file.cc \
  src/queue/incoming_file.hh \
  src/queue/listing.cc \
  src/queue/listing.hh \
  src/queue/message_run.cc \
  src/queue/message_run.hh \
  src/queue/notice_plan.cc \
  src/queue/notice_text.cc \
  src/queue/notice_text.hh \
  src/queue/notices.cc \
  src/queue/notices.hh \
  src/queue/processor.cc \
  src/queue/processor.hh \
  src/queue/queue_directory.cc \
  src/queue/queue_directory.hh \
  src/queue/queue_file.cc \
  src/queue/queue_file.hh \
  src/queue/queue_file_reader.cc \
  src/queue/queue_id.cc \
  src/queue/queue_id.hh \
  src/queue/queue_policy.cc \
  src/queue/queue_policy.hh \
  src/queue/queued_file.cc \
  src/queue/queued_file.hh \
  src/queue/record_value.cc \
  src/queue/record_value.hh \
  src/queue/run_plan.cc \
  src/queue/run_plan.hh \
  src/queue/scheduler.cc \
  src/queue/scheduler.hh \
  src/queue/selection.cc \
  src/queue/selection.hh \
  src/queue/store.hh \
  src/queue/transport.hh \
  src/queue/work_list.cc \
  src/queue/work_list.hh

check_PROGRAMS += tests/unit/queue_tests
TESTS += tests/unit/queue_tests
tests_unit_queue_tests_SOURCES = \
  tests/unit/main.cc \
  tests/unit/queue/faulty_environment.hh \
  tests/unit/queue/bcc_test.cc \
  tests/unit/queue/file_queue_store_test.cc \
  tests/unit/queue/listing_test.cc \
  tests/unit/queue/processor_fakes.hh \
  tests/unit/queue/processor_test.cc \
  tests/unit/queue/queue_file_test.cc \
  tests/unit/queue/scheduler_test.cc \
  tests/unit/routing/fakes.hh \
  tests/unit/queue/queue_policy_test.cc
tests_unit_queue_tests_LDADD = libqueue.a librouting.a libmessage.a librules.a libconfig.a libaddress.a \
  libbase.a $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)

# The queue shared with the real sendmail, where there is one.
check_PROGRAMS += tests/interop/queue_tool
tests_interop_queue_tool_SOURCES = tests/interop/queue_tool.cc
tests_interop_queue_tool_LDADD = libqueue.a libmessage.a libconfig.a libaddress.a libbase.a \
  $(BOOST_CONTEXT_LIBS)
TESTS += tests/interop/queue_files_test.py
dist_check_SCRIPTS += tests/interop/queue_files_test.py
dist_man_MANS += docs/mailq.1
EXTRA_DIST += docs/queue-files.md
