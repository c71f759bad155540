divert(-1)
dnl OSTYPE(nextstep)
divert(0)dnl
VERSIONID(`ostype nextstep')dnl
divert(-1)
_DEFIFNOT(`UUCP_MAILER_PATH', `/usr/bin/uux')
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `euP')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
