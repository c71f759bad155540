divert(-1)
dnl FEATURE(greet_pause): waits before the greeting, which those who do not wait regret. Argument: milliseconds.
divert(0)dnl
VERSIONID(`feature greet_pause')dnl
divert(-1)
ifelse(_ARG_, `', `ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`FEATURE(greet_pause) needs an argument or FEATURE(access_db)')')',
  `define(`_GREET_PAUSE_TIME_', _ARG_)')
ifdef(`_ACCESS_TABLE_', `define(`_GREET_PAUSE_ACCESS_', 1)')
define(`_GREET_PAUSE_', 1)
