divert(-1)
dnl OSTYPE(bsdi)
divert(0)dnl
VERSIONID(`ostype bsdi')dnl
divert(-1)
include(_CF_DIR_`ostype/bsd4.4.m4')
