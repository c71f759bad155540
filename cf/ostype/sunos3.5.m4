divert(-1)
dnl OSTYPE(sunos3.5)
divert(0)dnl
VERSIONID(`ostype sunos3.5')dnl
divert(-1)
_DEFIFNOT(`confEBINDIR', `/usr/lib')
