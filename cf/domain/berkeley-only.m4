divert(-1)
dnl DOMAIN(berkeley-only): says that a configuration was written for one site of the past.
divert(0)dnl
VERSIONID(`domain berkeley-only')dnl
divert(-1)
_ERROR_(`this DOMAIN was made for the machines of one university, long ago; write one of your own')
