divert(-1)
dnl FEATURE(check_cert_altnames): other names in the certificate of a partner count for CN conditions.
divert(0)dnl
VERSIONID(`feature check_cert_altnames')dnl
divert(-1)
define(`_CERT_ALTNAMES_', 1)
PUSHDIVERT(6)_ASKED_()dnl
O SetCertAltnames=true
POPDIVERT()
