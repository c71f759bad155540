divert(-1)
dnl FEATURE(generics_entire_domain): subdomains of the domains of GENERICS_DOMAIN are looked up too.
divert(0)dnl
VERSIONID(`feature generics_entire_domain')dnl
divert(-1)
define(`_GENERICS_ENTIRE_DOMAIN_', 1)
