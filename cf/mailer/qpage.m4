divert(-1)
dnl MAILER(qpage): pagers.
divert(0)dnl
VERSIONID(`mailer qpage')dnl
divert(-1)
_DEFIFNOT(`QPAGE_MAILER_PATH', `/usr/local/bin/qpage')
_DEFIFNOT(`QPAGE_MAILER_FLAGS', `mDFMs')
_DEFIFNOT(`QPAGE_MAILER_ARGS', `qpage -l0 -m -P$u')
_DEFIFNOT(`QPAGE_MAILER_MAX', `4096')
PUSHDIVERT(7)dnl
# --- pagers

Mqpage,	P=QPAGE_MAILER_PATH, F=_FLAGS_(`QPAGE', `'QPAGE_MAILER_FLAGS),
	S=0, R=0,dnl
_OPTINS(`QPAGE_MAILER_MAX', ` M=', `,')_OPTINS(`QPAGE_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/X-Unix,
	A=QPAGE_MAILER_ARGS
POPDIVERT()
