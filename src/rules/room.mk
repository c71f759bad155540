# rules: compiled rulesets, the matcher, hooks, address resolution, the address test mode.
noinst_LIBRARIES += librules.a
librules_a_SOURCES = \
  src/rules/authinfo.cc src/rules/authinfo.hh \
  src/rules/engine.cc src/rules/engine.hh \
  src/rules/evaluation.hh \
  src/rules/explain/decision.cc src/rules/explain/decision.hh \
  src/rules/explain/explainer.cc src/rules/explain/explainer.hh \
  src/rules/explain/explanation.hh \
  src/rules/explain/html.cc src/rules/explain/html.hh \
  src/rules/explain/html_style.cc \
  src/rules/explain/recorder.cc src/rules/explain/recorder.hh \
  src/rules/explain/recording.hh \
  src/rules/explain/sources.cc src/rules/explain/sources.hh \
  src/rules/explain/text.cc src/rules/explain/text.hh \
  src/rules/explain/words.cc src/rules/explain/words.hh \
  src/rules/hook_table.cc src/rules/hook_table.hh \
  src/rules/hooks.cc src/rules/hooks.hh \
  src/rules/limits.hh \
  src/rules/lookups.cc \
  src/rules/map.hh \
  src/rules/match_steps.cc src/rules/match_steps.hh \
  src/rules/matcher.cc src/rules/matcher.hh \
  src/rules/program.cc src/rules/program.hh \
  src/rules/replacement.cc \
  src/rules/resolve.cc src/rules/resolve.hh \
  src/rules/rewriter.cc src/rules/rewriter.hh \
  src/rules/rule_index.cc src/rules/rule_index.hh \
  src/rules/scratch.hh \
  src/rules/test_mode.cc src/rules/test_mode.hh \
  src/rules/test_mode/addresses.cc \
  src/rules/test_mode/commands.hh \
  src/rules/test_mode/inspection.cc \
  src/rules/test_mode/lookups.cc \
  src/rules/test_mode/mailer_line.cc src/rules/test_mode/mailer_line.hh \
  src/rules/test_mode/printing_trace.cc src/rules/test_mode/printing_trace.hh \
  src/rules/test_mode/sessions.cc \
  src/rules/test_mode/state.cc src/rules/test_mode/state.hh \
  src/rules/trace.hh \
  src/rules/triple.cc src/rules/triple.hh

# The address test mode by itself, for comparisons with the real program.
noinst_PROGRAMS += tests/interop/bt_main
tests_interop_bt_main_SOURCES = tests/interop/bt_main.cc
tests_interop_bt_main_LDADD = libmaps.a librules.a libconfig.a libaddress.a libdns.a libbase.a \
  $(GDBM_LIBS) $(UNBOUND_LIBS)

# Inputs a second through rulesets.
noinst_PROGRAMS += tests/bench/rewrite_bench
tests_bench_rewrite_bench_SOURCES = tests/bench/rewrite_bench.cc
tests_bench_rewrite_bench_LDADD = librules.a libconfig.a libaddress.a libdns.a libbase.a

check_PROGRAMS += tests/unit/rules_tests
TESTS += tests/unit/rules_tests
tests_unit_rules_tests_SOURCES = tests/unit/main.cc \
  tests/unit/rules/allocation_test.cc tests/unit/rules/engine_test.cc \
  tests/unit/rules/explain/explainer_test.cc tests/unit/rules/explain/recorder_test.cc \
  tests/unit/rules/authinfo_test.cc tests/unit/rules/hook_table_test.cc \
  tests/unit/rules/hooks_test.cc tests/unit/rules/hostile_test.cc \
  tests/unit/rules/matcher_test.cc \
  tests/unit/rules/reference_matcher.hh tests/unit/rules/resolve_test.cc \
  tests/unit/rules/rule_fixture.hh \
  tests/unit/rules/rule_index_test.cc tests/unit/rules/test_mode_test.cc
tests_unit_rules_tests_LDADD = librules.a libconfig.a libaddress.a libbase.a $(BOOST_TEST_LIBS)
