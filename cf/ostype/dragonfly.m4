divert(-1)
dnl OSTYPE(dragonfly)
divert(0)dnl
VERSIONID(`ostype dragonfly')dnl
divert(-1)
_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/libexec/mail.local')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail $u')
_DEFIFNOT(`UUCP_MAILER_PATH', `/usr/local/bin/uux')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$g $h!rmail ($u)')
MODIFY_MAILER_FLAGS(`LOCAL', `+S')
