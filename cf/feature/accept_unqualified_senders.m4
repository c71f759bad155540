divert(-1)
dnl FEATURE(accept_unqualified_senders): a sender address needs no domain.
divert(0)dnl
VERSIONID(`feature accept_unqualified_senders')dnl
divert(-1)
define(`_ACCEPT_UNQUALIFIED_SENDERS_', 1)
