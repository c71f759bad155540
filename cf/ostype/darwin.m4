divert(-1)
dnl OSTYPE(darwin)
divert(0)dnl
VERSIONID(`ostype darwin')dnl
divert(-1)
_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/libexec/mail.local')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$g $h!rmail ($u)')
_DEFIFNOT(`confDONT_BLAME_SENDMAIL', `AssumeSafeChown,GroupWritableDirPathSafe')
MODIFY_MAILER_FLAGS(`LOCAL', `+S')
