divert(-1)
dnl DOMAIN(EECS.Berkeley.EDU): a historic sample, for .mc files that name it.
divert(0)dnl
VERSIONID(`domain EECS.Berkeley.EDU')dnl
divert(-1)
DOMAIN(`Berkeley.EDU')
MASQUERADE_AS(`EECS.Berkeley.EDU')
