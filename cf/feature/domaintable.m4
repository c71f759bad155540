divert(-1)
dnl FEATURE(domaintable): renames domains by a table. Argument: the map.
divert(0)dnl
VERSIONID(`feature domaintable')dnl
divert(-1)
define(`_DOMAIN_TABLE_', 1)
_TABLE_(`domaintable', _ARG_, `domaintable', `domain')
