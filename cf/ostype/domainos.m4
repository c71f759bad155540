divert(-1)
dnl OSTYPE(domainos)
divert(0)dnl
VERSIONID(`ostype domainos')dnl
divert(-1)
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
