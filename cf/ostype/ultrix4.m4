divert(-1)
dnl OSTYPE(ultrix4)
divert(0)dnl
VERSIONID(`ostype ultrix4')dnl
divert(-1)
_DEFIFNOT(`confEBINDIR', `/usr/lib')
