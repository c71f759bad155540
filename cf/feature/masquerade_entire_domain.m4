divert(-1)
dnl FEATURE(masquerade_entire_domain): subdomains of masqueraded domains are masqueraded too.
divert(0)dnl
VERSIONID(`feature masquerade_entire_domain')dnl
divert(-1)
define(`_MASQUERADE_ENTIRE_DOMAIN_', 1)
