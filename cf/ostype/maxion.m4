divert(-1)
dnl OSTYPE(maxion)
divert(0)dnl
VERSIONID(`ostype maxion')dnl
divert(-1)
define(`QUEUE_DIR', `/var/spool/mqueue')
_DEFIFNOT(`STATUS_FILE', `/var/adm/log/sendmail.st')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/bin/mail')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `ehuP')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail $u')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gmedium $h!rmail ($u)')
_DEFIFNOT(`confEBINDIR', `/usr/ucblib')
