divert(-1)
dnl OSTYPE(dgux)
divert(0)dnl
VERSIONID(`ostype dgux')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `m9')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
PUSHDIVERT(6)dnl
E_FORCE_MAIL_LOCAL_=yes
POPDIVERT()
