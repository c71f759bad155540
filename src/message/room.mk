# message: header fields, rewriting, MIME conversion, DSN composition.
noinst_LIBRARIES += libmessage.a
libmessage_a_SOURCES = \
  src/message/header.cc src/message/header.hh
