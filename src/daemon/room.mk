# daemon: master process, workers, privilege separation, signals.
noinst_LIBRARIES += libdaemon.a
libdaemon_a_SOURCES = \
  src/daemon/listeners.cc src/daemon/listeners.hh \
  src/daemon/privileges.cc src/daemon/privileges.hh \
  src/daemon/supervisor.cc src/daemon/supervisor.hh
