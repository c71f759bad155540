divert(-1)
dnl FEATURE(conncontrol): limits the numbers of connections of a client, by the access table. Arguments: nodelay, terminate.
divert(0)dnl
VERSIONID(`feature conncontrol')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`FEATURE(conncontrol) needs FEATURE(access_db)')')
define(`_CONN_CONTROL_', 1)
define(`_CONTROL_WORD_', `ifelse(`$1', `', `', `$1', `terminate', `define(`_CONN_CONTROL_EXIT_', 1)',
  `$1', `nodelay', `ifdef(`_DELAY_CHECKS_', `define(`_CONN_CONTROL_NOW_', 1)',
    `_ERROR_(`FEATURE(conncontrol, nodelay) needs FEATURE(delay_checks) before it')')',
  `_ERROR_(`FEATURE(conncontrol): unknown argument $1')')')
_CONTROL_WORD_(_ARG_)_CONTROL_WORD_(_ARG2_)
