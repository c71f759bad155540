divert(-1)
dnl FEATURE(notsticky): does nothing: it is the default.
divert(0)dnl
VERSIONID(`feature notsticky')dnl
divert(-1)

