divert(-1)
dnl OSTYPE(riscos4.5)
divert(0)dnl
VERSIONID(`ostype riscos4.5')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_ARGS', `rmail -d $u')
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
