divert(-1)
dnl FEATURE(fips3): OpenSSL in FIPS mode. Arguments: its configuration file, the folder of its modules.
divert(0)dnl
VERSIONID(`feature fips3')dnl
divert(-1)
PUSHDIVERT(6)_ASKED_()dnl
EOPENSSL_CONF=ifelse(_ARG_, `', `/etc/mail/fips.ossl', `_ARG_')
ifelse(_ARG2_, `', `', `EOPENSSL_MODULES=_ARG2_
')dnl
POPDIVERT()
