divert(-1)
dnl OSTYPE(unicosmp)
divert(0)dnl
VERSIONID(`ostype unicosmp')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `Ehm9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail -s -d $u')
define(`QUEUE_DIR', `/var/spool/mqueue')
_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/bin/mail')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
