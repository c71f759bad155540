divert(-1)
dnl FEATURE(bestmx_is_local): hosts whose best mail exchanger we are count as local. Argument: only these domains.
divert(0)dnl
VERSIONID(`feature bestmx_is_local')dnl
divert(-1)
define(`_BESTMX_IS_LOCAL_', _ARG_)
PUSHDIVERT(6)_ASKED_()dnl
Kbestmx bestmx -T<TEMP>
ifelse(_ARG_, `', `', `CB`'_ARG_
')dnl
POPDIVERT()
