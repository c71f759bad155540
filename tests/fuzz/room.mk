# fuzz: one libFuzzer program for each reader of octets from outside. `make fuzzers' builds them in a
# tree that was configured with --enable-fuzzers; `make check-fuzz' runs each a few seconds.
# A target links rooms of which it takes nearly everything, and single files of the others: so that
# what waits for events or calls TLS is not compiled a second time for this.
fuzz_programs = \
  tests/fuzz/agent_codec_fuzz \
  tests/fuzz/alias_file_fuzz \
  tests/fuzz/alias_list_fuzz \
  tests/fuzz/auth_message_fuzz \
  tests/fuzz/cf_reader_fuzz \
  tests/fuzz/dns_answer_fuzz \
  tests/fuzz/gdbm_reader_fuzz \
  tests/fuzz/header_fuzz \
  tests/fuzz/ldap_spec_fuzz \
  tests/fuzz/m4_frozen_fuzz \
  tests/fuzz/m4_fuzz \
  tests/fuzz/m4_lint_fuzz \
  tests/fuzz/map_reader_fuzz \
  tests/fuzz/mbox_index_fuzz \
  tests/fuzz/mime_fuzz \
  tests/fuzz/options_fuzz \
  tests/fuzz/pop3_fuzz \
  tests/fuzz/postfix_fuzz \
  tests/fuzz/prescan_fuzz \
  tests/fuzz/qf_fuzz \
  tests/fuzz/rewrite_fuzz \
  tests/fuzz/smtp_client_fuzz \
  tests/fuzz/smtp_command_fuzz \
  tests/fuzz/smtp_server_fuzz \
  tests/fuzz/socket_map_fuzz \
  tests/fuzz/source_map_fuzz \
  tests/fuzz/text_map_fuzz
EXTRA_PROGRAMS = $(fuzz_programs)
CLEANFILES += $(fuzz_programs)

fuzz_base = \
  src/base/codec.cc \
  src/base/environment.cc \
  src/base/file_safety.cc \
  src/base/strings.cc \
  src/base/time_text.cc \
  src/base/waiter.cc \
  src/base/wire.cc
fuzz_smtp_grammar = \
  src/smtp/command.cc \
  src/smtp/parameters.cc \
  src/smtp/reply.cc

tests_fuzz_agent_codec_fuzz_SOURCES = tests/fuzz/agent_codec_fuzz.cc $(fuzz_base) \
  src/delivery/agent_codec.cc
tests_fuzz_agent_codec_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_alias_file_fuzz_SOURCES = tests/fuzz/alias_file_fuzz.cc $(fuzz_base) \
  src/maps/alias_file.cc
tests_fuzz_alias_file_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_alias_list_fuzz_SOURCES = tests/fuzz/alias_list_fuzz.cc $(fuzz_base) \
  src/routing/alias_list.cc
tests_fuzz_alias_list_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_auth_message_fuzz_SOURCES = tests/fuzz/auth_message_fuzz.cc $(fuzz_base) \
  src/smtp/sasl/messages.cc
tests_fuzz_auth_message_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_cf_reader_fuzz_SOURCES = tests/fuzz/cf_reader_fuzz.cc $(fuzz_base)
tests_fuzz_cf_reader_fuzz_LDADD = libconfig.a libaddress.a $(FUZZER_LIBS)

tests_fuzz_dns_answer_fuzz_SOURCES = tests/fuzz/dns_answer_fuzz.cc $(fuzz_base) \
  src/dns/ip_address.cc \
  src/dns/name_servers.cc \
  src/dns/resolver.cc
tests_fuzz_dns_answer_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_gdbm_reader_fuzz_SOURCES = tests/fuzz/gdbm_reader_fuzz.cc src/maps/gdbm_reader.cc
tests_fuzz_gdbm_reader_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_header_fuzz_SOURCES = tests/fuzz/header_fuzz.cc $(fuzz_base)
tests_fuzz_header_fuzz_LDADD = libmessage.a libconfig.a libaddress.a $(FUZZER_LIBS)

tests_fuzz_m4_frozen_fuzz_SOURCES = tests/fuzz/m4_frozen_fuzz.cc
tests_fuzz_m4_frozen_fuzz_LDADD = libm4.a $(FUZZER_LIBS)

tests_fuzz_m4_lint_fuzz_SOURCES = tests/fuzz/m4_lint_fuzz.cc
tests_fuzz_m4_lint_fuzz_LDADD = libm4.a $(FUZZER_LIBS)

tests_fuzz_m4_fuzz_SOURCES = tests/fuzz/m4_fuzz.cc
tests_fuzz_m4_fuzz_LDADD = libm4.a $(FUZZER_LIBS)

tests_fuzz_ldap_spec_fuzz_SOURCES = tests/fuzz/ldap_spec_fuzz.cc $(fuzz_base) \
  src/maps/ldap_lookup.cc \
  src/maps/ldap_spec.cc \
  src/maps/map_flags.cc
tests_fuzz_ldap_spec_fuzz_LDADD = $(FUZZER_LIBS)
tests_fuzz_map_reader_fuzz_SOURCES = tests/fuzz/map_reader_fuzz.cc src/maps/cdb_reader.cc \
  src/maps/lmdb_reader.cc
tests_fuzz_map_reader_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_mbox_index_fuzz_SOURCES = tests/fuzz/mbox_index_fuzz.cc $(fuzz_base) \
  src/retrieval/mbox_index.cc
tests_fuzz_mbox_index_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_mime_fuzz_SOURCES = tests/fuzz/mime_fuzz.cc $(fuzz_base)
tests_fuzz_mime_fuzz_LDADD = libmessage.a libconfig.a libaddress.a $(FUZZER_LIBS)

tests_fuzz_options_fuzz_SOURCES = tests/fuzz/options_fuzz.cc $(fuzz_base)
tests_fuzz_options_fuzz_LDADD = libconfig.a libaddress.a $(FUZZER_LIBS)

tests_fuzz_pop3_fuzz_SOURCES = tests/fuzz/pop3_fuzz.cc $(fuzz_base) \
  src/retrieval/pop3/command.cc \
  src/retrieval/pop3/login_engine.cc \
  src/retrieval/pop3/session_engine.cc
tests_fuzz_pop3_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_postfix_fuzz_SOURCES = tests/fuzz/postfix_fuzz.cc $(fuzz_base)
tests_fuzz_postfix_fuzz_LDADD = libpostfix.a $(FUZZER_LIBS)

tests_fuzz_prescan_fuzz_SOURCES = tests/fuzz/prescan_fuzz.cc $(fuzz_base)
tests_fuzz_prescan_fuzz_LDADD = libaddress.a $(FUZZER_LIBS)

tests_fuzz_qf_fuzz_SOURCES = tests/fuzz/qf_fuzz.cc $(fuzz_base) \
  src/queue/queue_file.cc \
  src/queue/queue_file_reader.cc \
  src/queue/record_value.cc
tests_fuzz_qf_fuzz_LDADD = libmessage.a libconfig.a libaddress.a $(FUZZER_LIBS)

tests_fuzz_rewrite_fuzz_SOURCES = tests/fuzz/rewrite_fuzz.cc $(fuzz_base) \
  tests/unit/rules/reference_matcher.hh
tests_fuzz_rewrite_fuzz_LDADD = librules.a libconfig.a libaddress.a libbase.a $(FUZZER_LIBS)

tests_fuzz_smtp_client_fuzz_SOURCES = tests/fuzz/smtp_client_fuzz.cc $(fuzz_base) \
  src/smtp/client/engine.cc \
  src/smtp/reply.cc
tests_fuzz_smtp_client_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_smtp_command_fuzz_SOURCES = tests/fuzz/smtp_command_fuzz.cc $(fuzz_base) \
  $(fuzz_smtp_grammar)
tests_fuzz_smtp_command_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_smtp_server_fuzz_SOURCES = tests/fuzz/smtp_server_fuzz.cc $(fuzz_base) \
  $(fuzz_smtp_grammar) \
  src/smtp/server/data_reader.cc \
  src/smtp/server/engine.cc \
  src/smtp/server/engine_commands.cc
tests_fuzz_smtp_server_fuzz_LDADD = libaddress.a $(FUZZER_LIBS)

tests_fuzz_socket_map_fuzz_SOURCES = tests/fuzz/socket_map_fuzz.cc $(fuzz_base) \
  src/maps/map_server.cc \
  src/maps/netstring.cc
tests_fuzz_socket_map_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_source_map_fuzz_SOURCES = tests/fuzz/source_map_fuzz.cc \
  src/config/file_contents.cc \
  src/config/source_map.cc
tests_fuzz_source_map_fuzz_LDADD = $(FUZZER_LIBS)

tests_fuzz_text_map_fuzz_SOURCES = tests/fuzz/text_map_fuzz.cc $(fuzz_base) \
  makemap/map_source_text.cc \
  src/dns/hosts_file.cc \
  src/dns/ip_address.cc \
  src/maps/declared_map.cc \
  src/maps/map_flags.cc \
  src/maps/opening_problem.cc \
  src/maps/text_table.cc
tests_fuzz_text_map_fuzz_LDADD = $(FUZZER_LIBS)

.PHONY: fuzzers check-fuzz
if FUZZERS
fuzzers: $(fuzz_programs)
else
fuzzers:
	@echo "configure with --enable-fuzzers CXX=clang++-16 first" >&2; exit 1
endif
check-fuzz: fuzzers
	$(srcdir)/tests/fuzz/smoke $(builddir)/tests/fuzz
EXTRA_DIST += tests/fuzz/README.md tests/fuzz/m4.dict tests/fuzz/smoke tests/fuzz/seeds
