divert(-1)
dnl FEATURE(mailertable): routes by domain from a table. Argument: the map.
divert(0)dnl
VERSIONID(`feature mailertable')dnl
divert(-1)
define(`_MAILER_TABLE_', 1)
_TABLE_(`mailertable', _ARG_, `mailertable', `mailer')
