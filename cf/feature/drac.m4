divert(-1)
dnl FEATURE(drac): relays for clients that fetched mail a short while ago. Argument: the map of their addresses.
divert(0)dnl
VERSIONID(`feature drac')dnl
divert(-1)
define(`_DRAC_', 1)
_TABLE_(`drac', _ARG_, `drac', `drac')
