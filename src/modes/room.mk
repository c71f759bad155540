# modes: what each operation mode of the sendmail command does.
noinst_LIBRARIES += libmodes.a
libmodes_a_SOURCES = \
  src/modes/address_test.cc src/modes/address_test.hh \
  src/modes/caller.cc src/modes/caller.hh \
  src/modes/command_line.cc src/modes/command_line.hh \
  src/modes/debug_report.cc src/modes/debug_report.hh \
  src/modes/dead_letter.cc src/modes/dead_letter.hh \
  src/modes/lint_cf.cc src/modes/lint_cf.hh \
  src/modes/made_up_names.cc src/modes/made_up_names.hh \
  src/modes/queue_modes.cc src/modes/queue_modes.hh \
  src/modes/rehearsal_dialogue.cc src/modes/rehearsal_dialogue.hh \
  src/modes/rehearsal_request.cc src/modes/rehearsal_request.hh \
  src/modes/relay_worlds.cc src/modes/relay_worlds.hh \
  src/modes/run.cc src/modes/run.hh \
  src/modes/session_rehearsal.cc src/modes/session_rehearsal.hh \
  src/modes/set_id_rights.cc src/modes/set_id_rights.hh \
  src/modes/smtp_stdio.cc src/modes/smtp_stdio.hh \
  src/modes/standard_input.cc src/modes/standard_input.hh \
  src/modes/submission.cc src/modes/submission.hh \
  src/modes/verify.cc src/modes/verify.hh

check_PROGRAMS += tests/unit/modes_tests
TESTS += tests/unit/modes_tests
tests_unit_modes_tests_SOURCES = tests/unit/main.cc \
  tests/unit/modes/command_line_test.cc \
  tests/unit/modes/set_id_rights_test.cc \
  tests/unit/modes/rehearsal_request_test.cc \
  tests/unit/modes/standard_input_test.cc
tests_unit_modes_tests_LDADD = libmodes.a libmessage.a libconfig.a libaddress.a libdns.a libbase.a $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)
