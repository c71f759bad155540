divert(-1)
dnl FEATURE(redirect): user@host.REDIRECT is answered with where the user went.
divert(0)dnl
VERSIONID(`feature redirect')dnl
divert(-1)
define(`_REDIRECT_', 1)
