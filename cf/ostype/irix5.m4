divert(-1)
dnl OSTYPE(irix5)
divert(0)dnl
VERSIONID(`ostype irix5')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `Ehmu9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail -s -d $u')
_DEFIFNOT(`LOCAL_MAILER_CHARSET', `iso-8859-1')
define(`QUEUE_DIR', `/var/spool/mqueue')
_DEFIFNOT(`STATUS_FILE', `/var/sendmail.st')
_DEFIFNOT(`confDEF_USER_ID', `998:998')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
