divert(-1)
dnl OSTYPE(a-ux)
divert(0)dnl
VERSIONID(`ostype a-ux')dnl
divert(-1)
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`UUCP_MAILER_PATH', `/usr/bin/uux')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `mn9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail -d -r $f $u')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
