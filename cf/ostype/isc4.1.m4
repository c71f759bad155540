divert(-1)
dnl OSTYPE(isc4.1)
divert(0)dnl
VERSIONID(`ostype isc4.1')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_ARGS', `lmail -s $u')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `humS9')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/bin/lmail')
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -gC $h!rmail ($u)')
_DEFIFNOT(`UUCP_MAILER_PATH', `/usr/bin/uux')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
