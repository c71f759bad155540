divert(-1)
dnl FEATURE(local_no_masquerade): the local mailer does not masquerade.
divert(0)dnl
VERSIONID(`feature local_no_masquerade')dnl
divert(-1)
ifdef(`_MAILER_local_', `_ERROR_(`FEATURE(local_no_masquerade) must stand before MAILER(local)')')
define(`_LOCAL_NO_MASQUERADE_', 1)
