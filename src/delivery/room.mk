# delivery: mailers: local mailbox, file, program, LMTP, SMTP.
noinst_LIBRARIES += libdelivery.a
libdelivery_a_SOURCES = \
  src/delivery/agent.hh
