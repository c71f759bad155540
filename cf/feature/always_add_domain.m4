divert(-1)
dnl FEATURE(always_add_domain): local header addresses show a host. Argument: which (default: ours).
divert(0)dnl
VERSIONID(`feature always_add_domain')dnl
divert(-1)
ifdef(`_MAILER_local_', `_ERROR_(`FEATURE(always_add_domain) must stand before MAILER(local)')')
define(`_ALWAYS_ADD_DOMAIN_', _ARG_)
