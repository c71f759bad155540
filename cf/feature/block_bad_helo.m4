divert(-1)
dnl FEATURE(block_bad_helo): refuses clients that say HELO with a bare word or with our own name.
divert(0)dnl
VERSIONID(`feature block_bad_helo')dnl
divert(-1)
_NEEDS_(`FEATURE(block_bad_helo)', `_DELAY_CHECKS_', `FEATURE(delay_checks)')
define(`_BLOCK_BAD_HELO_', 1)
RELAY_DOMAIN(`127.0.0.1 IPv6:0:0:0:0:0:0:0:1 IPv6:::1')
LOCAL_DOMAIN(`[127.0.0.1] [IPv6:0:0:0:0:0:0:0:1] [IPv6:::1]')
