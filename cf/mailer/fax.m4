divert(-1)
dnl MAILER(fax): mail sent as fax.
divert(0)dnl
VERSIONID(`mailer fax')dnl
divert(-1)
_DEFIFNOT(`FAX_MAILER_PATH', `/usr/local/lib/fax/mailfax')
_DEFIFNOT(`FAX_MAILER_FLAGS', `')
_DEFIFNOT(`FAX_MAILER_ARGS', `mailfax $u $h $f')
_DEFIFNOT(`FAX_MAILER_MAX', `100000')
PUSHDIVERT(7)dnl
# --- mail sent as fax

Mfax,	P=FAX_MAILER_PATH, F=_FLAGS_(`FAX', `DFMhu'FAX_MAILER_FLAGS),
	S=EnvFromSMTP, R=EnvToSMTP,dnl
_OPTINS(`FAX_MAILER_MAX', ` M=', `,')_OPTINS(`FAX_MAILER_QGRP', ` Q=', `,')
	T=X-Phone/X-FAX/X-Unix,
	A=FAX_MAILER_ARGS
POPDIVERT()
