divert(-1)
dnl FEATURE(genericstable): sender addresses from a table. Argument: the map.
divert(0)dnl
VERSIONID(`feature genericstable')dnl
divert(-1)
define(`_GENERICS_TABLE_', 1)
_TABLE_(`generics', _ARG_, `genericstable', `generics')
