divert(-1)
dnl FEATURE(allmasquerade): recipient headers are masqueraded too.
divert(0)dnl
VERSIONID(`feature allmasquerade')dnl
divert(-1)
define(`_ALL_MASQUERADE_', 1)
