divert(-1)
dnl OSTYPE(gnu)
divert(0)dnl
VERSIONID(`ostype gnu')dnl
divert(-1)
_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/libexec/mail.local')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail $u')
_DEFIFNOT(`confEBINDIR', `/libexec')
