divert(-1)
dnl OSTYPE(mpeix)
divert(0)dnl
VERSIONID(`ostype mpeix')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/bin/tsmail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `mu9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `tsmail $u')
_DEFIFNOT(`LOCAL_SHELL_PATH', `/bin/sh')
_DEFIFNOT(`confDEF_USER_ID', `SERVER.SENDMAIL')
_DEFIFNOT(`confTRUSTED_USER', `SERVER.SENDMAIL')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
_DEFIFNOT(`confDONT_BLAME_SENDMAIL', `ForwardFileInGroupWritableDirPath')
