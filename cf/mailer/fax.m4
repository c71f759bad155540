divert(-1)
dnl MAILER(fax): mail sent as fax.
divert(0)dnl
VERSIONID(`mailer fax')dnl
divert(-1)
_DEFIFNOT(`FAX_MAILER_PATH', `/usr/bin/faxmail')
_DEFIFNOT(`FAX_MAILER_ARGS', `faxmail -d $u@$h $f')
_DEFIFNOT(`FAX_MAILER_MAX', `100000')
PUSHDIVERT(7)dnl
# --- mail sent as fax; addresses stay as they are unless the site has rulesets 14 and 24

Mfax,	P=FAX_MAILER_PATH, F=DFMhu,
	S=14, R=24,dnl
_OPTINS(`FAX_MAILER_MAX', ` M=', `,')_OPTINS(`FAX_MAILER_QGRP', ` Q=', `,')
	T=X-Phone/X-FAX/X-Unix,
	A=FAX_MAILER_ARGS
POPDIVERT()
