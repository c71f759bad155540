divert(-1)
dnl OSTYPE(sunos4.1)
divert(0)dnl
VERSIONID(`ostype sunos4.1')dnl
divert(-1)
_DEFIFNOT(`confEBINDIR', `/usr/lib')
