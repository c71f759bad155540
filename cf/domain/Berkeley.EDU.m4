divert(-1)
dnl DOMAIN(Berkeley.EDU): a historic sample, for .mc files that name it.
divert(0)dnl
VERSIONID(`domain Berkeley.EDU')dnl
divert(-1)
DOMAIN(`berkeley-only')
define(`UUCP_RELAY', `uucp-relay.Berkeley.EDU')
define(`BITNET_RELAY', `bitnet-relay.Berkeley.EDU')
define(`confCW_FILE', `-o /etc/sendmail.cw')
define(`confDONT_INIT_GROUPS', `True')
FEATURE(`redirect')
FEATURE(`use_cw_file')
FEATURE(`stickyhost')
