divert(-1)
dnl MAILER(pop): mail for POP mailboxes of MH.
divert(0)dnl
VERSIONID(`mailer pop')dnl
divert(-1)
_DEFIFNOT(`POP_MAILER_PATH', `/usr/lib/mh/spop')
_DEFIFNOT(`POP_MAILER_FLAGS', `Penu')
_DEFIFNOT(`POP_MAILER_ARGS', `pop $u')
PUSHDIVERT(7)dnl
# --- mail for POP mailboxes of MH

Mpop,	P=POP_MAILER_PATH, F=_FLAGS_(`POP', `lsDFMq'POP_MAILER_FLAGS),
	S=EnvFromL, R=EnvToL/HdrToL,dnl
_OPTINS(`POP_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/X-Unix,
	A=POP_MAILER_ARGS
POPDIVERT()
