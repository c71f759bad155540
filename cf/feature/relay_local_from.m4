divert(-1)
dnl FEATURE(relay_local_from): relays for whoever claims a sender address of ours.
divert(0)dnl
VERSIONID(`feature relay_local_from')dnl
divert(-1)
_WARNING_(`FEATURE(relay_local_from): sender addresses can be forged')
define(`_RELAY_LOCAL_FROM_', 1)
