divert(-1)
dnl OSTYPE(solaris2.pre5)
divert(0)dnl
VERSIONID(`ostype solaris2.pre5')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `SnE9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail -f $g -d $u')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g $h!rmail ($u)')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
