divert(-1)
dnl MAILER(cyrus): Cyrus through its deliver program.
divert(0)dnl
VERSIONID(`mailer cyrus')dnl
divert(-1)
_DEFIFNOT(`CYRUS_MAILER_USER', `cyrus:mail')
_DEFIFNOT(`CYRUS_BB_MAILER_FLAGS', `u')
_DEFIFNOT(`CYRUS_BB_MAILER_ARGS', `cyrdeliver -e -m $u')
_DEFIFNOT(`CYRUS_MAILER_PATH', `/usr/sbin/cyrdeliver')
_DEFIFNOT(`CYRUS_MAILER_FLAGS', `Ah5@/:|')
_DEFIFNOT(`CYRUS_MAILER_ARGS', `cyrdeliver -e -m $h -- $u')
PUSHDIVERT(7)dnl
# --- Cyrus through its deliver program

Mcyrus,	P=CYRUS_MAILER_PATH, F=_FLAGS_(`CYRUS', `lsDFMnPq'CYRUS_MAILER_FLAGS),
	S=EnvFromL, R=EnvToL/HdrToL, U=CYRUS_MAILER_USER,dnl
_OPTINS(`CYRUS_MAILER_MAX', ` M=', `,')_OPTINS(`CYRUS_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/X-Unix,
	A=CYRUS_MAILER_ARGS
Mcyrusbb,	P=CYRUS_MAILER_PATH, F=_FLAGS_(`CYRUS', `lsDFMnP'CYRUS_BB_MAILER_FLAGS),
	S=EnvFromL, R=EnvToL/HdrToL, U=CYRUS_MAILER_USER,dnl
_OPTINS(`CYRUS_MAILER_MAX', ` M=', `,')
	T=DNS/RFC822/X-Unix,
	A=CYRUS_BB_MAILER_ARGS
POPDIVERT()
