divert(-1)
dnl OSTYPE(amdahl-uts)
divert(0)dnl
VERSIONID(`ostype amdahl-uts')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `fSn9')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
