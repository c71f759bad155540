# routing: a recipient becomes deliveries.
noinst_LIBRARIES += librouting.a
librouting_a_SOURCES = \
  src/routing/user_files.hh
