divert(-1)
dnl OSTYPE(debian)
divert(0)dnl
VERSIONID(`ostype debian')dnl
divert(-1)
define(`MAIL_SETTINGS_DIR', `/etc/mail/')
_DEFIFNOT(`STATUS_FILE', `/var/lib/sendmail/sendmail.st')
define(`confCW_FILE', `-o MAIL_SETTINGS_DIR`'local-host-names %[^\#]')
define(`confCT_FILE', `-o MAIL_SETTINGS_DIR`'trusted-users %[^\#]')
define(`confCR_FILE', `-o MAIL_SETTINGS_DIR`'relay-domains %[^\#]')
_DEFIFNOT(`confEBINDIR', `/usr/libexec/sendmail')
_DEFIFNOT(`confDEF_USER_ID', `mail:mail')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/sbin/sensible-mda')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `sensible-mda $g $u $h ${client_addr}')
_DEFIFNOT(`PROCMAIL_MAILER_PATH', `/usr/bin/procmail')
_DEFIFNOT(`confBIND_OPTS', `+WorkAroundBrokenAAAA')
_DEFIFNOT(`confREJECT_NUL', `true')
dnl Checks that wait see the sender as it was given.
define(`_FFR_MAIL_MACRO', 1)
MODIFY_MAILER_FLAGS(`LOCAL', `+S')
MODIFY_MAILER_FLAGS(`LOCAL', `-r')
MODIFY_MAILER_FLAGS(`LOCAL', `-m')
_DEFIFNOT(`PROCMAIL_MAILER_ARGS', `procmail -m $h $f $u')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$g -gC $h!rmail ($u)')
_DEFIFNOT(`confDEAD_LETTER_DROP', `/var/lib/sendmail/dead.letter')
_DEFIFNOT(`confHOST_STATUS_DIRECTORY', `/var/lib/sendmail/host_status')
_DEFIFNOT(`confME_TOO', `True')
define(`confSMTP_LOGIN_MSG', `$j Sendmail $v/$Z; $b; (No UCE/UBE) $?{client_addr}logging access from: ${client_name}(${client_resolve})-$_$.')
dnl The apostrophe must not end a quotation.
changequote([, ])dnl
ifdef([confMUST_QUOTE_CHARS], [], [define([confMUST_QUOTE_CHARS], [.'])])
changequote`'dnl
