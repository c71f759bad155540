divert(-1)
dnl FEATURE(nullclient): all mail goes to a hub. Argument: the hub.
divert(0)dnl
VERSIONID(`feature nullclient')dnl
divert(-1)
ifelse(_ARG_, `', `_ERROR_(`FEATURE(nullclient) needs the name of the hub')')
define(`_NULL_CLIENT_', 1)
define(`MAIL_HUB', _ARG_)
define(`SMART_HOST', _ARG_)
define(`confFORWARD_PATH', `')
undefine(`ALIAS_FILE')
define(`confFROM_HEADER', `<$g>')
define(`_LOCAL_BASE_FLAGS_', `lsDFM5q')
MASQUERADE_AS(_ARG_)
FEATURE(`allmasquerade')
FEATURE(`masquerade_envelope')
MAILER(`local')
MAILER(`smtp')
