divert(-1)
dnl MAILER(mail11): DECnet mail.
divert(0)dnl
VERSIONID(`mailer mail11')dnl
divert(-1)
define(`_USE_DECNET_SYNTAX_', 1)
_DEFIFNOT(`MAIL11_MAILER_PATH', `/usr/etc/mail11')
_DEFIFNOT(`MAIL11_MAILER_FLAGS', `nsFx')
_DEFIFNOT(`MAIL11_MAILER_ARGS', `mail11 $g $x $h $u')
PUSHDIVERT(5)dnl
CPDECNET
POPDIVERT()
PUSHDIVERT(3)_ASKED_()dnl
R$+ < @ $+ . DECNET . >			$#mail11 $@ $2 $: $1
POPDIVERT()
PUSHDIVERT(7)dnl
# --- DECnet mail

SMail11From
R$+ < @ $=w . >				$@ $1
R$+ < @ $+ . DECNET >			$@ $2 : : $1

SMail11To
R$+					$@ $>Mail11From $1

Mmail11,	P=MAIL11_MAILER_PATH, F=_FLAGS_(`MAIL11', `'MAIL11_MAILER_FLAGS),
	S=Mail11From, R=Mail11To,dnl
_OPTINS(`MAIL11_MAILER_QGRP', ` Q=', `,')
	T=DNS/X-DECnet/X-Unix,
	A=MAIL11_MAILER_ARGS
POPDIVERT()
