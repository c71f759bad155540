divert(-1)
dnl OSTYPE(qnx)
divert(0)dnl
VERSIONID(`ostype qnx')dnl
divert(-1)
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail $u')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `Sh')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/bin/mailx')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$f $h!rmail ($u)')
