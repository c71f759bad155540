divert(-1)
dnl FEATURE(badmx): refuses senders whose mail exchangers cannot be real. Argument: a regular expression for
dnl the addresses that are meant (default: loopback, 10.* and 0.0.0.0).
divert(0)dnl
VERSIONID(`feature badmx')dnl
divert(-1)
define(`_BADMX_', 1)
PUSHDIVERT(6)_ASKED_()dnl
# Mail exchangers of a host, divided by colons; those named by an address or not at all; bad addresses.
Kmxlist bestmx -z: -T<TEMP>
Kbadmx regex -a<BADMX> ^([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)?\.$
KdnsA dns -R A -a. -T<TEMP>
KBadMXIP regex -a<BADMXIP> ifelse(defn(`_ARG_'), `', `^(127\.|10\.|0\.0\.0\.0)', `defn(`_ARG_')')
POPDIVERT()
