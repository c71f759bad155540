divert(-1)
dnl FEATURE(relay_mail_from): relays for sender addresses with RELAY in the access table. Argument: domain also takes entries for domains.
divert(0)dnl
VERSIONID(`feature relay_mail_from')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`FEATURE(relay_mail_from) needs FEATURE(access_db)')')
_WARNING_(`FEATURE(relay_mail_from): sender addresses can be forged')
define(`_RELAY_MAIL_FROM_', 1)
ifelse(_ARG_, `domain', `define(`_RELAY_MAIL_FROM_DOMAIN_', 1)')
