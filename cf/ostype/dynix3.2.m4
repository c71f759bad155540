divert(-1)
dnl OSTYPE(dynix3.2)
divert(0)dnl
VERSIONID(`ostype dynix3.2')dnl
divert(-1)
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
