divert(-1)
dnl OSTYPE(hpux9)
divert(0)dnl
VERSIONID(`ostype hpux9')dnl
divert(-1)
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/bin/rmail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `m9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `rmail -d $u')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gC $h!rmail ($u)')
_DEFIFNOT(`confTIME_ZONE', `USE_TZ')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
