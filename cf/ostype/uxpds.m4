divert(-1)
dnl OSTYPE(uxpds)
divert(0)dnl
VERSIONID(`ostype uxpds')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/ucblib/binmail')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `ehuP')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$f -gmedium $h!rmail ($u)')
_DEFIFNOT(`confEBINDIR', `/usr/ucblib')
