divert(-1)
dnl FEATURE(msp): the configuration of the submission program. Arguments: the host, MSA for port 587.
divert(0)dnl
VERSIONID(`feature msp')dnl
divert(-1)
define(`_MSP_', 1)
define(`_MTA_HOST_', ifelse(_ARG_, `', ``[localhost]'', ``'_ARG_'))
define(`QUEUE_DIR', ifdef(`MSP_QUEUE_DIR', `MSP_QUEUE_DIR', ``/var/spool/clientmqueue''))
define(`STATUS_FILE', ifdef(`STATUS_FILE',
  `ifelse(STATUS_FILE, `/dev/null', ``/dev/null'', `regexp(STATUS_FILE, `^\(.*/\)?[^/]*$', `\1')`sm-client.st'')', `QUEUE_DIR`/sm-client.st''))
undefine(`ALIAS_FILE')
define(`confFORWARD_PATH', `')
define(`confPRIVACY_FLAGS', `goaway,noetrn,restrictqrun')
define(`confDELIVERY_MODE', `i')
define(`confUSE_MSP', `True')
define(`confDONT_PROBE_INTERFACES', `True')
define(`confQUEUE_FILE_MODE', `0660')
_DEFIFNOT(`confRUN_AS_USER', `smmsp')
_DEFIFNOT(`confTRUSTED_USER', regexp(confRUN_AS_USER, `^\([^:]*\)', `\1'))
_DEFIFNOT(`confPID_FILE', QUEUE_DIR`/sm-client.pid')
define(`_NO_MSA_', 1)
ifdef(`_DAEMON_LINES_', `', `DAEMON_OPTIONS(`Name=NoMTA, Addr=127.0.0.1, M=E')')
define(`confRELAY_MAILER', `relay')
dnl Everything goes to the server: no program and no mailbox is written from here.
define(`_LOCAL_BASE_FLAGS_', `lmDFMuXkw5')
define(`_PROG_BASE_FLAGS_', `lmDFMuXk5')
define(`LOCAL_MAILER_FLAGS', `')
define(`LOCAL_SHELL_FLAGS', `')
define(`LOCAL_MAILER_PATH', `[IPC]')
define(`LOCAL_SHELL_PATH', `[IPC]')
define(`_MSP_ARGS_', ifelse(_ARG2_, `MSA', ``TCP $h 587'', ``TCP $h''))
define(`LOCAL_MAILER_ARGS', `TCP $h')
define(`LOCAL_SHELL_ARGS', `TCP $h')
define(`LOCAL_MAILER_DSN_DIAGNOSTIC_CODE', `SMTP')
define(`LOCAL_SHELL_DSN_DIAGNOSTIC_CODE', `SMTP')
define(`RELAY_MAILER_ARGS', _MSP_ARGS_)
MODIFY_MAILER_FLAGS(`SMTP', `+k5')
MODIFY_MAILER_FLAGS(`ESMTP', `+k5')
MODIFY_MAILER_FLAGS(`DSMTP', `+k5')
MODIFY_MAILER_FLAGS(`SMTP8', `+k5')
MODIFY_MAILER_FLAGS(`RELAY', `+k')
PUSHDIVERT(6)_ASKED_()dnl
# Where this program hands all mail to.
D{MTAHost}_MTA_HOST_
POPDIVERT()
PUSHDIVERT(9)_ASKED_()dnl
# Every local address goes to the server, with our name if it has none.
SLocal_localaddr
R$+					$: $>ParseRecipient $1
R$#$*					$#$1
R$* < @ $+ > $*				$#relay $@ ${MTAHost} $: $1 < @ $2 > $3
R$+					$#relay $@ ${MTAHost} $: $1 < @ ifdef(`_MASQUERADE_ENVELOPE_', `$?M$M$|$j$.', `$j') >
POPDIVERT()
MAILER(`local')
MAILER(`smtp')
