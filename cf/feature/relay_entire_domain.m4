divert(-1)
dnl FEATURE(relay_entire_domain): mail is relayed for all hosts of our domain.
divert(0)dnl
VERSIONID(`feature relay_entire_domain')dnl
divert(-1)
define(`_RELAY_ENTIRE_DOMAIN_', 1)
