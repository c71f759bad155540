divert(-1)
dnl OSTYPE(sco-uw-2.1)
divert(0)dnl
VERSIONID(`ostype sco-uw-2.1')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/bin/rmail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `fhCEn9')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `ehuP')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gmedium $h!rmail ($u)')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `rmail $u')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
