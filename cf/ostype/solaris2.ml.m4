divert(-1)
dnl OSTYPE(solaris2.ml)
divert(0)dnl
VERSIONID(`ostype solaris2.ml')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/lib/mail.local')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `fSmn9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail.local -d $u')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g $h!rmail ($u)')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
