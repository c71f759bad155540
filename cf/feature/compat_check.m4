divert(-1)
dnl FEATURE(compat_check): pairs of sender and recipient that may not be, by the access table (tag Compat).
divert(0)dnl
VERSIONID(`feature compat_check')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `define(`_COMPAT_CHECK_', 1)', `_ERROR_(`FEATURE(compat_check) needs FEATURE(access_db)')')
