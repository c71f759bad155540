divert(-1)
dnl OSTYPE(svr4)
divert(0)dnl
VERSIONID(`ostype svr4')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/ucblib/binmail')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `ehuP')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gmedium $h!rmail ($u)')
_DEFIFNOT(`confEBINDIR', `/usr/ucblib')
