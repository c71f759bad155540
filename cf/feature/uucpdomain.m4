divert(-1)
dnl FEATURE(uucpdomain): UUCP names become domains by a table. Argument: the map.
divert(0)dnl
VERSIONID(`feature uucpdomain')dnl
divert(-1)
define(`_UUDOMAIN_TABLE_', 1)
_TABLE_(`uudomain', _ARG_, `uudomain', `uucpdomain')
