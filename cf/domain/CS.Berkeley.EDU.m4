divert(-1)
dnl DOMAIN(CS.Berkeley.EDU): a historic sample, for .mc files that name it.
divert(0)dnl
VERSIONID(`domain CS.Berkeley.EDU')dnl
divert(-1)
DOMAIN(`Berkeley.EDU')
define(`confUSERDB_SPEC', `/usr/sww/share/lib/users.cs.db,/usr/sww/share/lib/users.eecs.db')
