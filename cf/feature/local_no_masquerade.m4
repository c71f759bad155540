divert(-1)
dnl FEATURE(local_no_masquerade): the local mailer does not masquerade.
divert(0)dnl
VERSIONID(`feature local_no_masquerade')dnl
divert(-1)
define(`_LOCAL_NO_MASQUERADE_', 1)
