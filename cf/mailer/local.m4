divert(-1)
dnl MAILER(local): the mailers local and prog, and how their addresses look.
divert(0)dnl
VERSIONID(`mailer local')dnl
divert(-1)
_DEFIFNOT(`LOCAL_MAILER_PATH', `/bin/mail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `Prmn9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail -d $u')
_DEFIFNOT(`LOCAL_MAILER_DSN_DIAGNOSTIC_CODE', `X-Unix')
_DEFIFNOT(`LOCAL_SHELL_PATH', `/bin/sh')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `eu9')
_DEFIFNOT(`LOCAL_SHELL_ARGS', `sh -c $u')
_DEFIFNOT(`LOCAL_SHELL_DIR', `$z:/')
_DEFIFNOT(`_LOCAL_BASE_FLAGS_', `lsDFMAw5:/|@q')
_DEFIFNOT(`_PROG_BASE_FLAGS_', `lsDFMoq')
PUSHDIVERT(7)dnl
# --- local delivery

SEnvFromL
R< @ >					$n						errors come from the mailer daemon
R@ < @ $* >				$n
R$+					$: $>AddDomain $1
ifdef(`_LOCAL_NO_MASQUERADE_', `dnl
R$* < @ *LOCAL* >			$: $1 < @ $j . >
', `dnl
R$*					$: $>MasqEnv $1
')dnl

SEnvToL
R$+ < @ $* >				$: $1						only the user counts
ifdef(`_PRESERVE_LOCAL_PLUS_DETAIL_', `', `dnl
R$* + *					$@ $1
')dnl

SHdrFromL
R< @ >					$n
R@ < @ $* >				$n
R$+					$: $>AddDomain $1
ifdef(`_LOCAL_NO_MASQUERADE_', `dnl
R$* < @ *LOCAL* >			$: $1 < @ $j . >
', `dnl
R$*					$: $>MasqHdr $1
')dnl

SHdrToL
R$+					$: $>AddDomain $1
ifdef(`_ALL_MASQUERADE_', `dnl
R$*					$: $>MasqHdr $1
', `dnl
R$* < @ *LOCAL* >			$: $1 < @ $j . >
')dnl

# A host for those that have none.
SAddDomain
ifdef(`_ALWAYS_ADD_DOMAIN_', `dnl
R$* < @ $* > $*				$@ $1 < @ $2 > $3
R$+					$@ $1 < @ ifelse(_ALWAYS_ADD_DOMAIN_, `', `*LOCAL*', `_ALWAYS_ADD_DOMAIN_ .') >
')dnl

Mlocal,	P=LOCAL_MAILER_PATH, F=_FLAGS_(`LOCAL', _LOCAL_BASE_FLAGS_`'LOCAL_MAILER_FLAGS),
	S=ifdef(`_LOCAL_LMTP_', `EnvFromSMTP/HdrFromL', `EnvFromL/HdrFromL'), R=EnvToL/HdrToL,dnl
_OPTINS(`LOCAL_MAILER_EOL', ` E=', `,')_OPTINS(`LOCAL_MAILER_MAX', ` M=', `,')dnl
_OPTINS(`LOCAL_MAILER_MAXMSGS', ` m=', `,')_OPTINS(`LOCAL_MAILER_MAXRCPTS', ` r=', `,')dnl
_OPTINS(`LOCAL_MAILER_CHARSET', ` C=', `,')_OPTINS(`LOCAL_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/LOCAL_MAILER_DSN_DIAGNOSTIC_CODE,
	A=LOCAL_MAILER_ARGS
Mprog,	P=LOCAL_SHELL_PATH, F=_FLAGS_(`SHELL', _PROG_BASE_FLAGS_`'LOCAL_SHELL_FLAGS),
	S=EnvFromL/HdrFromL, R=EnvToL/HdrToL, D=LOCAL_SHELL_DIR,dnl
_OPTINS(`LOCAL_MAILER_MAX', ` M=', `,')_OPTINS(`LOCAL_PROG_QGRP', ` Q=', `,')
	T=X-Unix/X-Unix/X-Unix,
	A=LOCAL_SHELL_ARGS
POPDIVERT()
