divert(-1)
dnl FEATURE(stickyhost): user@local.host goes to MAIL_HUB with its host.
divert(0)dnl
VERSIONID(`feature stickyhost')dnl
divert(-1)
define(`_STICKY_HOST_', 1)
