divert(-1)
dnl MAILER(cyrusv2): Cyrus by LMTP over its socket.
divert(0)dnl
VERSIONID(`mailer cyrusv2')dnl
divert(-1)
_DEFIFNOT(`CYRUSV2_MAILER_FLAGS', `A@/:|m')
_DEFIFNOT(`CYRUSV2_MAILER_ARGS', `FILE /var/run/cyrus/socket/lmtp')
_NEEDS_(`MAILER(cyrusv2)', `_MAILER_smtp_', `MAILER(smtp)')
PUSHDIVERT(7)dnl
# --- Cyrus by LMTP

Mcyrusv2,	P=[IPC], F=_FLAGS_(`CYRUSV2', `lsDFMnqXz'CYRUSV2_MAILER_FLAGS),
	S=EnvFromSMTP/HdrFromL, R=EnvToL/HdrToL, E=\r\n,dnl
_OPTINS(`CYRUSV2_MAILER_MAXMSGS', ` m=', `,')_OPTINS(`CYRUSV2_MAILER_MAXRCPTS', ` r=', `,')dnl
_OPTINS(`CYRUSV2_MAILER_CHARSET', ` C=', `,')_OPTINS(`CYRUSV2_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/SMTP,
	A=CYRUSV2_MAILER_ARGS
POPDIVERT()
