# tests: what looks at the project as a whole. Unit tests belong to their rooms' fragments.
EXTRA_DIST += tests/interop/bt_cases tests/interop/cf_damage tests/interop/cf_sites
EXTRA_DIST += tests/install-packages tests/system/dns_stub.py tests/system/harness.py \
  tests/system/ldap_cases.py tests/system/ldap_server.py tests/system/name_server.py tests/system/site_cases.py \
  tests/system/socket_map_stub.py \
  tests/interop/original.py

# Side by side with the real sendmail, see tests/bench/README.md.
EXTRA_DIST += tests/bench/README.md tests/bench/all tests/bench/cf_speed tests/bench/idle_memory \
  tests/bench/m4_speed tests/bench/rewrite_speed tests/bench/smtp_speed tests/bench/world.py
noinst_PROGRAMS += tests/bench/run_cost tests/bench/smtp_load
tests_bench_run_cost_SOURCES = tests/bench/run_cost.cc
tests_bench_run_cost_LDFLAGS = $(AM_LDFLAGS) $(FAST_START_LDFLAGS)
tests_bench_smtp_load_SOURCES = tests/bench/smtp_load.cc

whole_tests = \
  tests/check_arrows.py \
  tests/unread_options_test.py \
  tests/interop/bt_cases_test.py \
  tests/interop/bt_trace_test.py \
  tests/interop/cf_damage_test.py \
  tests/interop/cf_library_test.py \
  tests/interop/cf_options_test.py \
  tests/interop/file_safety_test.py \
  tests/interop/hook_dialogue_test.py \
  tests/interop/ldap_test.py \
  tests/interop/newaliases_test.py \
  tests/interop/relay_test.py \
  tests/interop/smtp_dialogue_test.py \
  tests/interop/test_mode_debug_test.py \
  tests/system/bcc_test.py \
  tests/system/bad_maps_test.py \
  tests/system/command_test.py \
  tests/system/delivery_test.py \
  tests/system/dns_server_test.py \
  tests/system/ldap_map_test.py \
  tests/system/lint_cf_test.py \
  tests/system/machine_users_test.py \
  tests/system/kill_test.py \
  tests/system/pop3_test.py \
  tests/system/session_rehearsal_test.py \
  tests/system/set_id_test.py \
  tests/system/smtp_test.py \
  tests/system/socket_map_test.py \
  tests/system/sql_map_test.py \
  tests/system/startup_test.py \
  tests/system/sts_test.py
dist_check_SCRIPTS += $(whole_tests)
TESTS += $(whole_tests)
