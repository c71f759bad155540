divert(-1)
dnl HACK(nodns): no name server is asked.
divert(0)dnl
VERSIONID(`hack nodns')dnl
divert(-1)
define(`confSERVICE_SWITCH_FILE', `/etc/mail/service.switch-nodns')
FEATURE(`nocanonify')
