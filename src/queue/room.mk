# queue: envelope, queue store, scheduler, queue groups, host status.
noinst_LIBRARIES += libqueue.a
libqueue_a_SOURCES = \
  src/queue/envelope.hh \
  src/queue/store.hh \
  src/queue/transport.hh
