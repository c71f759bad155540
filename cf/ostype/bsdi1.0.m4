divert(-1)
dnl OSTYPE(bsdi1.0)
divert(0)dnl
VERSIONID(`ostype bsdi1.0')dnl
divert(-1)
include(_CF_DIR_`ostype/bsdi.m4')
_WARNING_(`OSTYPE(bsdi1.0) is an old name: use bsdi')
