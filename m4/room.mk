# m4: the macro processor, a library and the program on it. Installed under its own name, and as
# `m4' in a folder of ours for those who put that folder first in PATH: never over the system's m4.
noinst_LIBRARIES += libm4.a
libm4_a_SOURCES = \
  m4/arena.cc m4/arena.hh \
  m4/builtins.cc m4/builtins.hh \
  m4/builtins_debug.cc \
  m4/builtins_define.cc \
  m4/builtins_files.cc \
  m4/builtins_number.cc m4/numbers.hh \
  m4/builtins_system.cc \
  m4/builtins_text.cc \
  m4/command_line.cc m4/command_line.hh \
  m4/diagnostics.cc m4/diagnostics.hh \
  m4/eval.cc m4/eval.hh \
  m4/format.cc \
  m4/frozen.cc m4/frozen.hh \
  m4/input.cc m4/input.hh \
  m4/lexer.cc m4/lexer.hh \
  m4/library.cc \
  m4/limits.hh \
  m4/lint/call_check.cc m4/lint/call_check.hh \
  m4/lint/file_text.cc m4/lint/file_text.hh \
  m4/lint/findings.cc m4/lint/findings.hh \
  m4/lint/library.cc m4/lint/library.hh \
  m4/lint/linter.cc m4/lint/linter.hh \
  m4/lint/nearest_name.cc m4/lint/nearest_name.hh \
  m4/lint/order.cc m4/lint/order.hh \
  m4/lint/output_line.cc m4/lint/output_line.hh \
  m4/lint/source_scan.cc m4/lint/source_scan.hh \
  m4/lint/text.hh \
  m4/lint/vocabulary.cc m4/lint/vocabulary.hh \
  m4/observer.hh \
  m4/origin.cc m4/origin.hh \
  m4/output.cc m4/output.hh \
  m4/output_lines.cc m4/output_lines.hh \
  m4/processor.cc m4/processor.hh \
  m4/provenance.cc \
  m4/regex.cc m4/regex.hh \
  m4/session.cc \
  m4/source_map.cc m4/source_map.hh \
  m4/spill_file.cc m4/spill_file.hh \
  m4/symbols.cc m4/symbols.hh \
  m4/trace.cc m4/trace.hh

# The same program twice: by its own name in bin, as `m4' among ours. A .mc takes a few milliseconds;
# finding and relocating shared libraries would be a good part of them.
bin_PROGRAMS += m4/sendwright-m4
m4_sendwright_m4_SOURCES = m4/main.cc
m4_sendwright_m4_LDADD = libm4.a
m4_sendwright_m4_LDFLAGS = $(AM_LDFLAGS) $(FAST_START_LDFLAGS)
pkglibexec_PROGRAMS += m4/m4
m4_m4_SOURCES = m4/main.cc
m4_m4_LDADD = libm4.a
m4_m4_LDFLAGS = $(m4_sendwright_m4_LDFLAGS)

check_PROGRAMS += tests/unit/m4_tests
TESTS += tests/unit/m4_tests
tests_unit_m4_tests_SOURCES = tests/unit/main.cc tests/unit/m4/support.hh \
  tests/unit/m4/definitions_test.cc \
  tests/unit/m4/frozen_test.cc \
  tests/unit/m4/lint_lines_test.cc \
  tests/unit/m4/lint_names_test.cc \
  tests/unit/m4/numbers_test.cc \
  tests/unit/m4/origin_test.cc \
  tests/unit/m4/output_test.cc \
  tests/unit/m4/syntax_test.cc \
  tests/unit/m4/text_test.cc
tests_unit_m4_tests_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_unit_m4_tests_LDADD = libm4.a $(BOOST_TEST_LIBS)

dist_check_SCRIPTS += tests/system/m4_bad_input_test.py tests/system/m4_compat_test.py \
  tests/system/m4_frozen_test.py tests/system/m4_sites_test.py
TESTS += tests/system/m4_bad_input_test.py tests/system/m4_compat_test.py \
  tests/system/m4_frozen_test.py tests/system/m4_sites_test.py
EXTRA_DIST += tests/system/m4_programs.py \
  tests/system/m4_sites/debian.mc \
  tests/system/m4_sites/freebsd.mc \
  tests/system/m4_sites/makefile.mc \
  tests/system/m4_sites/redhat.mc \
  tests/system/m4_snippets/audit.blocks \
  tests/system/m4_snippets/command_line.blocks \
  tests/system/m4_snippets/conditions.lines \
  tests/system/m4_snippets/debug.lines \
  tests/system/m4_snippets/definitions.lines \
  tests/system/m4_snippets/eval.lines \
  tests/system/m4_snippets/files.lines \
  tests/system/m4_snippets/format.lines \
  tests/system/m4_snippets/numbers.lines \
  tests/system/m4_snippets/octets.bytes \
  tests/system/m4_snippets/options.blocks \
  tests/system/m4_snippets/regex.lines \
  tests/system/m4_snippets/syntax.blocks \
  tests/system/m4_snippets/system.lines \
  tests/system/m4_snippets/text.lines \
  tests/system/m4_snippets/warnings.blocks

dist_check_SCRIPTS += tests/system/m4_source_map_test.py
TESTS += tests/system/m4_source_map_test.py

dist_check_SCRIPTS += tests/system/m4_lint_test.py
TESTS += tests/system/m4_lint_test.py
EXTRA_DIST += m4/lint/README.md \
  tests/system/m4_lint_cases/blank_before_parenthesis.mc \
  tests/system/m4_lint_cases/closed_with_backquote.mc \
  tests/system/m4_lint_cases/commas_and_names.mc \
  tests/system/m4_lint_cases/left_in_output.mc \
  tests/system/m4_lint_cases/macros_in_comments.mc \
  tests/system/m4_lint_cases/no_library.mc \
  tests/system/m4_lint_cases/no_system_type.mc \
  tests/system/m4_lint_cases/order.mc \
  tests/system/m4_lint_cases/order_of_system_type.mc \
  tests/system/m4_lint_cases/own_conditions.mc \
  tests/system/m4_lint_cases/rules_without_tab.mc \
  tests/system/m4_lint_cases/several_faults_in_a_line.mc \
  tests/system/m4_lint_cases/typographic_quotes.mc \
  tests/system/m4_lint_cases/unclosed_parenthesis.mc \
  tests/system/m4_lint_cases/unclosed_quote.mc \
  tests/system/m4_lint_cases/unexpanded_calls.mc \
  tests/system/m4_lint_cases/unknown_conf.mc \
  tests/system/m4_lint_cases/unknown_names.mc

dist_man_MANS += docs/sendwright-m4.1
