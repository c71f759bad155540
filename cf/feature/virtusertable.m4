divert(-1)
dnl FEATURE(virtusertable): virtual users from a table. Argument: the map.
divert(0)dnl
VERSIONID(`feature virtusertable')dnl
divert(-1)
define(`_VIRTUSER_TABLE_', 1)
_TABLE_(`virtuser', _ARG_, `virtusertable', `virtuser')
