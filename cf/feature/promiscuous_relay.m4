divert(-1)
dnl FEATURE(promiscuous_relay): relays for everyone.
divert(0)dnl
VERSIONID(`feature promiscuous_relay')dnl
divert(-1)
_WARNING_(`FEATURE(promiscuous_relay) makes this host an open relay')
define(`_PROMISCUOUS_RELAY_', 1)
