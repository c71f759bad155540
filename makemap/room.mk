# makemap: the commands makemap, editmap and praliases, and the library they are made of.
noinst_LIBRARIES += libmakemap.a
libmakemap_a_SOURCES = \
  makemap/berkeley_db.cc makemap/berkeley_db.hh \
  makemap/command_options.cc makemap/command_options.hh \
  makemap/editmap.cc makemap/editmap.hh \
  makemap/makemap.cc makemap/makemap.hh \
  makemap/map_safety.cc makemap/map_safety.hh \
  makemap/map_source_text.cc \
  makemap/praliases.cc makemap/praliases.hh
makemap_libraries = libmakemap.a libmaps.a libconfig.a libaddress.a libdns.a libbase.a \
  $(GDBM_LIBS)

sbin_PROGRAMS += makemap/makemap makemap/editmap makemap/praliases
makemap_makemap_SOURCES = makemap/makemap_main.cc
makemap_makemap_LDADD = $(makemap_libraries)
makemap_editmap_SOURCES = makemap/editmap_main.cc
makemap_editmap_LDADD = $(makemap_libraries)
makemap_praliases_SOURCES = makemap/praliases_main.cc
makemap_praliases_LDADD = $(makemap_libraries)

check_PROGRAMS += tests/unit/makemap_tests
TESTS += tests/unit/makemap_tests
tests_unit_makemap_tests_SOURCES = tests/unit/main.cc tests/unit/makemap/makemap_test.cc \
  tests/unit/makemap/berkeley_db_test.cc
tests_unit_makemap_tests_LDADD = $(makemap_libraries) $(BOOST_TEST_LIBS)

dist_man_MANS += docs/makemap.8 docs/editmap.8 docs/praliases.8 docs/newaliases.1

# Beside sendmail's own: what they do, and how fast.
map_command_tests = tests/interop/map_commands_test.py tests/interop/berkeley_db_test.py
dist_check_SCRIPTS += $(map_command_tests)
TESTS += $(map_command_tests)
EXTRA_DIST += tests/bench/makemap_speed tests/bench/fetch_postfix.sh tests/bench/map_speed
