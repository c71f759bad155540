divert(-1)
dnl FEATURE(limited_masquerade): only what MASQUERADE_DOMAIN names is masqueraded.
divert(0)dnl
VERSIONID(`feature limited_masquerade')dnl
divert(-1)
define(`_LIMITED_MASQUERADE_', 1)
