divert(-1)
dnl FEATURE(always_add_domain): local header addresses show a host. Argument: which (default: ours).
divert(0)dnl
VERSIONID(`feature always_add_domain')dnl
divert(-1)
define(`_ALWAYS_ADD_DOMAIN_', _ARG_)
