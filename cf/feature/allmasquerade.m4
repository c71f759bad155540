divert(-1)
dnl FEATURE(allmasquerade): recipient headers are masqueraded too.
divert(0)dnl
VERSIONID(`feature allmasquerade')dnl
divert(-1)
ifdef(`_MAILER_local_', `_ERROR_(`FEATURE(allmasquerade) must stand before MAILER(local)')')
define(`_ALL_MASQUERADE_', 1)
