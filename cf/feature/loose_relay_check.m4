divert(-1)
dnl FEATURE(loose_relay_check): user%host@relayable.host is not looked into.
divert(0)dnl
VERSIONID(`feature loose_relay_check')dnl
divert(-1)
define(`_LOOSE_RELAY_CHECK_', 1)
