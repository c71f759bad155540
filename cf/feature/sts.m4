divert(-1)
dnl FEATURE(sts): MTA-STS (RFC 8461): a resolver beside the mail server tells the policy of a recipient's domain,
dnl as  secure match=NAME:... servername=hostname  with names or, for all hosts of it, .domain. Arguments: the
dnl map (default: postfix-mta-sts-resolver's socket), NO_SAN_TST to leave the names in certificates to the client.
divert(0)dnl
VERSIONID(`feature sts')dnl
divert(-1)
define(`_STS_', 1)
ifelse(_ARG2_, `', `', _ARG2_, `NO_SAN_TST', `define(`_STS_NO_SAN_', 1)',
  `_ERROR_(`FEATURE(sts): unknown argument '_ARG2_)')
PUSHDIVERT(6)_ASKED_()dnl
O StrictTransportSecurity=true
ifdef(`_STS_NO_SAN_', `', `O SetCertAltnames=true
')dnl
Ksts ifelse(defn(`_ARG_'), `', `socket -d5 -T<TMPF> inet:5461@127.0.0.1', `defn(`_ARG_')')
# The names that a policy allows, divided by colons.
Kstsmatch regex -s1 match=([^=]*)(\.[a-z]+=.*)?$
POPDIVERT()
