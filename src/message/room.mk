# message: header fields, rewriting, MIME conversion, DSN composition.
noinst_LIBRARIES += libmessage.a
libmessage_a_SOURCES = \
  src/message/field_info.cc \
  src/message/field_info.hh \
  src/message/header.cc \
  src/message/header.hh \
  src/message/header_completion.cc \
  src/message/header_completion.hh \
  src/message/header_parser.cc \
  src/message/header_parser.hh \
  src/message/header_renderer.cc \
  src/message/header_renderer.hh \
  src/message/mime_conversion.cc \
  src/message/mime_conversion.hh \
  src/message/mime_structure.cc \
  src/message/mime_structure.hh \
  src/message/notice.cc \
  src/message/notice.hh \
  src/message/transfer_encoding.cc \
  src/message/transfer_encoding.hh

check_PROGRAMS += tests/unit/message_tests
TESTS += tests/unit/message_tests
tests_unit_message_tests_SOURCES = \
  tests/unit/main.cc \
  tests/unit/message/header_completion_test.cc \
  tests/unit/message/header_parser_test.cc \
  tests/unit/message/header_renderer_test.cc \
  tests/unit/message/mime_conversion_test.cc \
  tests/unit/message/notice_test.cc
tests_unit_message_tests_LDADD = libmessage.a libconfig.a libaddress.a libbase.a \
  $(BOOST_CONTEXT_LIBS) $(BOOST_TEST_LIBS)
