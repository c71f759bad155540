divert(-1)
dnl FEATURE(virtuser_entire_domain): subdomains of the domains of VIRTUSER_DOMAIN are virtual too.
divert(0)dnl
VERSIONID(`feature virtuser_entire_domain')dnl
divert(-1)
define(`_VIRTUSER_ENTIRE_DOMAIN_', 1)
