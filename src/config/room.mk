# config: the .cf reader: options, macros, classes, mailers, map and queue-group declarations.
noinst_LIBRARIES += libconfig.a
libconfig_a_SOURCES = \
  src/config/macros.cc src/config/macros.hh \
  src/config/map_declaration.hh
