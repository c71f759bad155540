divert(-1)
dnl FEATURE(accept_unresolvable_domains): a sender domain need not exist.
divert(0)dnl
VERSIONID(`feature accept_unresolvable_domains')dnl
divert(-1)
define(`_ACCEPT_UNRESOLVABLE_DOMAINS_', 1)
