# maps: one file for each map class behind one interface, the registry, map files, aliases.
noinst_LIBRARIES += libmaps.a
libmaps_a_SOURCES = \
  src/maps/alias_database.cc src/maps/alias_database.hh \
  src/maps/alias_file.cc src/maps/alias_file.hh \
  src/maps/arith_map.cc \
  src/maps/arpa_map.cc \
  src/maps/bucket_plan.cc src/maps/bucket_plan.hh \
  src/maps/bulk_writer.cc src/maps/bulk_writer.hh \
  src/maps/cdb_reader.cc src/maps/cdb_reader.hh \
  src/maps/cdb_writer.cc src/maps/cdb_writer.hh \
  src/maps/class_words.cc src/maps/class_words.hh \
  src/maps/connection_pool.hh \
  src/maps/database_file.cc src/maps/database_file.hh \
  src/maps/database_map.cc \
  src/maps/database_writer.cc src/maps/database_writer.hh \
  src/maps/declared_map.cc src/maps/declared_map.hh \
  src/maps/dequote_map.cc \
  src/maps/dns_map.cc \
  src/maps/element_runs.cc src/maps/element_runs.hh \
  src/maps/entry_runs.cc src/maps/entry_runs.hh \
  src/maps/failed_source.cc src/maps/failed_source.hh \
  src/maps/file_answer.hh \
  src/maps/file_replacement.cc src/maps/file_replacement.hh \
  src/maps/gdbm_format.hh \
  src/maps/gdbm_reader.cc src/maps/gdbm_reader.hh \
  src/maps/host_map.cc \
  src/maps/key_log.cc src/maps/key_log.hh \
  src/maps/key_places.hh \
  src/maps/ldap_connection.cc src/maps/ldap_connection.hh \
  src/maps/ldap_library.cc src/maps/ldap_library.hh \
  src/maps/ldap_lookup.cc src/maps/ldap_lookup.hh \
  src/maps/ldap_map.cc \
  src/maps/ldap_spec.cc src/maps/ldap_spec.hh \
  src/maps/lmdb_format.hh \
  src/maps/lmdb_reader.cc src/maps/lmdb_reader.hh \
  src/maps/lmdb_writer.cc src/maps/lmdb_writer.hh \
  src/maps/macro_map.cc \
  src/maps/map_classes.cc src/maps/map_classes.hh \
  src/maps/map_flags.cc src/maps/map_flags.hh \
  src/maps/map_registry.cc src/maps/map_registry.hh \
  src/maps/map_reader.cc src/maps/map_reader.hh \
  src/maps/map_server.cc src/maps/map_server.hh \
  src/maps/map_source.hh \
  src/maps/map_writer.cc src/maps/map_writer.hh \
  src/maps/mapped_file.cc src/maps/mapped_file.hh \
  src/maps/merge.hh \
  src/maps/netstring.cc src/maps/netstring.hh \
  src/maps/null_map.cc \
  src/maps/opening_problem.cc src/maps/opening_problem.hh \
  src/maps/program_map.cc \
  src/maps/published.hh \
  src/maps/regex_map.cc \
  src/maps/postgresql_connection.cc \
  src/maps/sequence_map.cc \
  src/maps/shared_library.cc src/maps/shared_library.hh \
  src/maps/site_lookups.cc src/maps/site_lookups.hh \
  src/maps/socket_map.cc \
  src/maps/spill_file.cc src/maps/spill_file.hh \
  src/maps/sql_connection.hh \
  src/maps/sql_map.cc \
  src/maps/sql_query.cc src/maps/sql_query.hh \
  src/maps/sqlite_connection.cc \
  src/maps/syslog_map.cc \
  src/maps/text_map.cc \
  src/maps/text_table.cc src/maps/text_table.hh \
  src/maps/user_map.cc \
  src/maps/whole_io.hh

check_PROGRAMS += tests/unit/maps_tests
TESTS += tests/unit/maps_tests
tests_unit_maps_tests_SOURCES = tests/unit/main.cc tests/unit/maps/maps_test.cc \
  tests/unit/maps/temporary_directory.hh \
  tests/unit/maps/alias_test.cc tests/unit/maps/gdbm_reader_test.cc \
  tests/unit/maps/bulk_writer_test.cc tests/unit/maps/constant_files_test.cc \
  tests/unit/maps/entry_runs_test.cc tests/unit/maps/ldap_test.cc tests/unit/maps/sql_test.cc \
  tests/unit/maps/database_file_test.cc tests/unit/maps/site_lookups_test.cc
tests_unit_maps_tests_LDADD = libmaps.a libconfig.a libaddress.a libdns.a libbase.a \
  $(GDBM_LIBS) $(UNBOUND_LIBS) $(BOOST_TEST_LIBS)

# Lookups a second in a big map file, beside libgdbm.
noinst_PROGRAMS += tests/bench/map_lookup
tests_bench_map_lookup_SOURCES = tests/bench/map_lookup.cc
tests_bench_map_lookup_LDADD = libmaps.a libconfig.a libaddress.a libdns.a libbase.a \
  $(GDBM_LIBS) $(UNBOUND_LIBS)

# What the access table costs for one recipient.
noinst_PROGRAMS += tests/bench/access_check
tests_bench_access_check_SOURCES = tests/bench/access_check.cc
tests_bench_access_check_LDADD = libmaps.a librules.a libconfig.a libaddress.a libdns.a libbase.a \
  $(GDBM_LIBS) $(UNBOUND_LIBS)
