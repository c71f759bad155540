divert(-1)
dnl MAILER(ssh): SMTP through ssh to a command on the other host.
divert(0)dnl
VERSIONID(`mailer ssh')dnl
divert(-1)
ifdef(`SSH_MAILER_USER', `', `_ERROR_(`MAILER(ssh) needs SSH_MAILER_USER')')
ifdef(`SSH_MAILER_DIR', `', `_ERROR_(`MAILER(ssh) needs SSH_MAILER_DIR')')
_DEFIFNOT(`SSH_PATH', `/usr/bin/ssh')
_DEFIFNOT(`SSH_REMOTE_COMMAND', `/usr/sbin/sendmail -bs')
_DEFIFNOT(`SSH_MAILER_PATH', `SSH_PATH')
_DEFIFNOT(`SSH_MAILER_FLAGS', `')
_DEFIFNOT(`SSH_MAILER_HOST', `$h')
_DEFIFNOT(`SSH_MAILER_ARGS', `ssh -o BatchMode=yes -o EscapeChar=none -- SSH_MAILER_HOST SSH_REMOTE_COMMAND')
PUSHDIVERT(7)dnl
# --- SMTP through ssh

Mssh,	P=SSH_MAILER_PATH, F=_FLAGS_(`SSH', `mDFMuX'SSH_MAILER_FLAGS),
	S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP, E=\r\n, L=990, U=SSH_MAILER_USER, D=SSH_MAILER_DIR,dnl
_OPTINS(`SSH_MAILER_MAX', ` M=', `,')_OPTINS(`SSH_MAILER_MAXMSGS', ` m=', `,')dnl
_OPTINS(`SSH_MAILER_MAXRCPTS', ` r=', `,')_OPTINS(`SSH_MAILER_CHARSET', ` C=', `,')dnl
_OPTINS(`SSH_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/SMTP,
	A=SSH_MAILER_ARGS
POPDIVERT()
