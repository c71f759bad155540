divert(-1)
dnl OSTYPE(powerux)
divert(0)dnl
VERSIONID(`ostype powerux')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/bin/rmail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `mn9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `rmail $u')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `ehuP')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gmedium $h!rmail ($u)')
_DEFIFNOT(`confEBINDIR', `/usr/local/lib')
