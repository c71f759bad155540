divert(-1)
dnl OSTYPE(hpux11)
divert(0)dnl
VERSIONID(`ostype hpux11')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/bin/rmail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `m9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `rmail -d $u')
_DEFIFNOT(`LOCAL_SHELL_PATH', `/usr/bin/sh')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gC $h!rmail ($u)')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
