divert(-1)
dnl FEATURE(require_rdns): a client must have a name that leads back to it.
divert(0)dnl
VERSIONID(`feature require_rdns')dnl
divert(-1)
define(`_REQUIRE_RDNS_', 1)
