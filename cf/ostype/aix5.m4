divert(-1)
dnl OSTYPE(aix5)
divert(0)dnl
VERSIONID(`ostype aix5')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/bin/bellmail')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail -F $g $u')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `mn9')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
