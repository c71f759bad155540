divert(-1)
dnl FEATURE(authinfo): credentials for other servers from a table of their own. Argument: the map.
divert(0)dnl
VERSIONID(`feature authinfo')dnl
divert(-1)
define(`_AUTHINFO_TABLE_', 1)
_TABLE_(`authinfo', _ARG_, `authinfo', `authinfo')
