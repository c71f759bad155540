divert(-1)
dnl MAILER(phquery): the CSO phone book.
divert(0)dnl
VERSIONID(`mailer phquery')dnl
divert(-1)
_DEFIFNOT(`PH_MAILER_PATH', `/usr/local/etc/phquery')
_DEFIFNOT(`PH_MAILER_FLAGS', `ehmu')
_DEFIFNOT(`PH_MAILER_ARGS', `phquery -- $u')
PUSHDIVERT(7)dnl
# --- the CSO phone book

Mph,	P=PH_MAILER_PATH, F=_FLAGS_(`PH', `nrDFM'PH_MAILER_FLAGS),
	S=EnvFromL, R=EnvToL/HdrToL,dnl
_OPTINS(`PH_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/X-Unix,
	A=PH_MAILER_ARGS
POPDIVERT()
