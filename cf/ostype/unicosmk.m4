divert(-1)
dnl OSTYPE(unicosmk)
divert(0)dnl
VERSIONID(`ostype unicosmk')dnl
divert(-1)
define(`ALIAS_FILE', `/usr/lib/aliases')
define(`HELP_FILE', `/usr/lib/sendmail.hf')
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`STATUS_FILE', `/usr/lib/sendmail.st')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `lsDFMpxehuo')
_DEFIFNOT(`confPID_FILE', `/etc/sendmail.pid')
MODIFY_MAILER_FLAGS(`SMTP', `+anpeLC')
