# routing: a recipient becomes deliveries: aliases, :include:, .forward, mailer choice.
noinst_LIBRARIES += librouting.a
librouting_a_SOURCES = \
  src/routing/alias_list.cc src/routing/alias_list.hh \
  src/routing/alias_lookup.hh \
  src/routing/router.hh \
  src/routing/user_files.hh
