divert(-1)
dnl OSTYPE(linux)
divert(0)dnl
VERSIONID(`ostype linux')dnl
divert(-1)
_DEFIFNOT(`confEBINDIR', `/usr/sbin')
_DEFIFNOT(`PROCMAIL_MAILER_PATH', `/usr/bin/procmail')
FEATURE(`local_procmail')
