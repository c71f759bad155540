# routing: a recipient becomes deliveries: aliases, :include:, .forward, mailer choice.
noinst_LIBRARIES += librouting.a
librouting_a_SOURCES = \
  src/routing/alias_list.cc src/routing/alias_list.hh \
  src/routing/alias_lookup.hh \
  src/routing/default_user.cc src/routing/default_user.hh \
  src/routing/expander.cc src/routing/expander.hh \
  src/routing/local_address.cc src/routing/local_address.hh \
  src/routing/router.cc src/routing/router.hh \
  src/routing/user_files.hh
