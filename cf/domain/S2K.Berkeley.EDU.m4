divert(-1)
dnl DOMAIN(S2K.Berkeley.EDU): a historic sample, for .mc files that name it.
divert(0)dnl
VERSIONID(`domain S2K.Berkeley.EDU')dnl
divert(-1)
DOMAIN(`CS.Berkeley.EDU')
MASQUERADE_AS(`postgres.Berkeley.EDU')
