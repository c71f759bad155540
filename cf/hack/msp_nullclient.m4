divert(-1)
dnl HACK(msp_nullclient): a submission program that hands all mail to a hub, without a server on this host; the
dnl files are where Debian has them. Argument: the hub.
divert(0)dnl
VERSIONID(`hack msp_nullclient')dnl
divert(-1)
DOMAIN(`debian-msp')
define(`QUEUE_DIR', `MSP_QUEUE_DIR')
define(`confUSE_MSP', `True')
define(`confPRIVACY_FLAGS', `goaway,noetrn')
define(`confRUN_AS_USER', `mail')
define(`confTRUSTED_USER', `mail')
ifdef(`_DAEMON_LINES_', `', `DAEMON_OPTIONS(`Name=NoMTA, Addr=127.0.0.1, M=E')')
ifelse(_ARG_, `', `_ERROR_(`HACK(msp_nullclient) needs the name of the hub')',
  `FEATURE(`nullclient', _ARG_)')
