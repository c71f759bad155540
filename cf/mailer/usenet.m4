divert(-1)
dnl MAILER(usenet): articles handed to a news system.
divert(0)dnl
VERSIONID(`mailer usenet')dnl
divert(-1)
_DEFIFNOT(`USENET_MAILER_PATH', `/usr/lib/news/inews')
_DEFIFNOT(`USENET_MAILER_FLAGS', `rsDFMmn')
_DEFIFNOT(`USENET_MAILER_ARGS', `inews -m -h -n')
PUSHDIVERT(7)dnl
# --- articles handed to a news system

Musenet,	P=USENET_MAILER_PATH, F=_FLAGS_(`USENET', `'USENET_MAILER_FLAGS),
	S=EnvFromL, R=EnvToL,dnl
_OPTINS(`USENET_MAILER_MAX', ` M=', `,')_OPTINS(`USENET_MAILER_QGRP', ` Q=', `,')
	T=X-Usenet/X-Usenet/X-Unix,
	A=USENET_MAILER_ARGS $u
POPDIVERT()
