divert(-1)
dnl FEATURE(lookupdotdomain): the access table is asked for .domain as well.
divert(0)dnl
VERSIONID(`feature lookupdotdomain')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`FEATURE(lookupdotdomain) needs FEATURE(access_db)')')
define(`_LOOKUP_DOT_DOMAIN_', 1)
