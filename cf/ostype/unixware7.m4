divert(-1)
dnl OSTYPE(unixware7)
divert(0)dnl
VERSIONID(`ostype unixware7')dnl
divert(-1)
define(`QUEUE_DIR', `/var/spool/mqueue')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/etc/mail/slocal')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `Puho9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `slocal -user $u')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `Peu')
