divert(-1)
dnl MAILER(procmail): procmail as a mailer of its own; the host is its rcfile.
divert(0)dnl
VERSIONID(`mailer procmail')dnl
divert(-1)
ifdef(`PROCMAIL_PATH', `_DEFIFNOT(`PROCMAIL_MAILER_PATH', `PROCMAIL_PATH')')
_NEEDS_(`MAILER(procmail)', `_MAILER_smtp_', `MAILER(smtp)')
_DEFIFNOT(`PROCMAIL_MAILER_PATH', `/usr/local/bin/procmail')
_DEFIFNOT(`PROCMAIL_MAILER_FLAGS', `SPhnu9')
_DEFIFNOT(`PROCMAIL_MAILER_ARGS', `procmail -Y -m $h $f $u')
PUSHDIVERT(7)dnl
# --- procmail as a mailer of its own; the host is its rcfile

Mprocmail,	P=PROCMAIL_MAILER_PATH, F=_FLAGS_(`PROCMAIL', `DFM'PROCMAIL_MAILER_FLAGS),
	S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP/HdrFromSMTP,dnl
_OPTINS(`PROCMAIL_MAILER_MAX', ` M=', `,')_OPTINS(`PROCMAIL_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/X-Unix,
	A=PROCMAIL_MAILER_ARGS
POPDIVERT()
