divert(-1)
dnl OSTYPE(irix4)
divert(0)dnl
VERSIONID(`ostype irix4')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `Ehm9')
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
