divert(-1)
dnl SITECONFIG(example, host, class): the UUCP neighbours of a host, one call of SITE each.
divert(0)dnl
VERSIONID(`siteconfig example')dnl
divert(-1)
SITE(`neighbour')
