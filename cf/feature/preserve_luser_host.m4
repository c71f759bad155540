divert(-1)
dnl FEATURE(preserve_luser_host): with LUSER_RELAY, unknown users keep their host.
divert(0)dnl
VERSIONID(`feature preserve_luser_host')dnl
divert(-1)
ifdef(`LUSER_RELAY', `define(`_PRESERVE_LUSER_HOST_', 1)', `_ERROR_(`FEATURE(preserve_luser_host): define LUSER_RELAY before')')
