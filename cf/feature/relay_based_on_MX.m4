divert(-1)
dnl FEATURE(relay_based_on_MX): mail is relayed to domains that have us as mail exchanger.
divert(0)dnl
VERSIONID(`feature relay_based_on_MX')dnl
divert(-1)
define(`_RELAY_MX_SERVED_', 1)
PUSHDIVERT(6)_ASKED_()dnl
Kmxserved bestmx -z: -T<TEMP>
POPDIVERT()
