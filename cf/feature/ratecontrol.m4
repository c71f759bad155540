divert(-1)
dnl FEATURE(ratecontrol): limits the rates of connections of a client, by the access table. Arguments: nodelay, terminate.
divert(0)dnl
VERSIONID(`feature ratecontrol')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`FEATURE(ratecontrol) needs FEATURE(access_db)')')
define(`_RATE_CONTROL_', 1)
define(`_CONTROL_WORD_', `ifelse(`$1', `', `', `$1', `terminate', `define(`_RATE_CONTROL_EXIT_', 1)',
  `$1', `nodelay', `ifdef(`_DELAY_CHECKS_', `define(`_RATE_CONTROL_NOW_', 1)',
    `_ERROR_(`FEATURE(ratecontrol, nodelay) needs FEATURE(delay_checks) before it')')',
  `_ERROR_(`FEATURE(ratecontrol): unknown argument $1')')')
_CONTROL_WORD_(_ARG_)_CONTROL_WORD_(_ARG2_)
