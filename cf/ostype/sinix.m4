divert(-1)
dnl OSTYPE(sinix)
divert(0)dnl
VERSIONID(`ostype sinix')dnl
divert(-1)
define(`QUEUE_DIR', `/var/spool/mqueue')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/bin/mail.local')
_DEFIFNOT(`STATUS_FILE', `/var/sendmail.st')
_DEFIFNOT(`confEBINDIR', `/usr/ucblib')
