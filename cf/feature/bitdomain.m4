divert(-1)
dnl FEATURE(bitdomain): BITNET names become domains by a table. Argument: the map.
divert(0)dnl
VERSIONID(`feature bitdomain')dnl
divert(-1)
define(`_BITDOMAIN_TABLE_', 1)
_TABLE_(`bitdomain', _ARG_, `bitdomain', `bitdomain')
