divert(-1)
dnl MAILER(uucp): the UUCP mailers: uucp-old, uucp-new, and with MAILER(smtp) uucp-dom and uucp-uudom.
divert(0)dnl
VERSIONID(`mailer uucp')dnl
divert(-1)
ifdef(`UUCP_MAX_SIZE', `_DEFIFNOT(`UUCP_MAILER_MAX', `UUCP_MAX_SIZE')')
_DEFIFNOT(`UUCP_MAILER_PATH', `/usr/bin/uux')
_DEFIFNOT(`UUCP_MAILER_FLAGS', `')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gC $h!rmail ($u)')
_DEFIFNOT(`UUCP_MAILER_MAX', `100000')
ifdef(`_MAILER_smtp_', `', `_WARNING_(`MAILER(uucp) before MAILER(smtp): no uucp-dom')')
dnl _UUCP_LINE_(mailer, flags, S=, R=)
define(`_UUCP_LINE_', `M$1,	P=UUCP_MAILER_PATH, F=_FLAGS_(`UUCP', `$2'UUCP_MAILER_FLAGS),
	S=$3, R=$4, M=UUCP_MAILER_MAX,_OPTINS(`UUCP_MAILER_CHARSET', ` C=', `,')dnl
_OPTINS(`UUCP_MAILER_QGRP', ` Q=', `,')
	T=X-UUCP/X-UUCP/X-Unix,
	A=UUCP_MAILER_ARGS
')
PUSHDIVERT(7)dnl
# --- UUCP

# user < @ host . >  as a path; without a host if it is ours.
SToPath
R$* < $* . > $*				$1 < $2 > $3
R$* < @ $=w >				$@ $1
R$* < @ $- . UUCP >			$@ $2 ! $1
R$* < @ $+ >				$@ $2 ! $1

# Senders show a path that begins here.
SFromU
R< @ >					$n
R$*					$: $>ToPath $1
R$+					$: $?U$U$|$k$. ! $1

SEnvToU
R$*					$: $>ToPath $1

SHdrToU
R$*					$: $>ToPath $1
R$+					$: $?U$U$|$k$. ! $1

ifdef(`_MAILER_smtp_', `dnl
# Neighbours that know domains; uucp-uudom wants a path in the envelope.
SEnvFromUD
R< @ >					$n
R$*					$: $>EnvFromSMTP $1

SEnvFromUUD
R< @ >					$n
R$*					$: $>EnvFromSMTP $1
R$* < $* . > $*				$1 < $2 > $3
R$* < @ $+ >				$: $2 ! $1

')dnl
_UUCP_LINE_(`uucp', `DFMhuUd', `FromU', `EnvToU/HdrToU')dnl
_UUCP_LINE_(`uucp-old', `DFMhuUd', `FromU', `EnvToU/HdrToU')dnl
_UUCP_LINE_(`suucp', `mDFMhuUd', `FromU', `EnvToU/HdrToU')dnl
_UUCP_LINE_(`uucp-new', `mDFMhuUd', `FromU', `EnvToU/HdrToU')dnl
ifdef(`_MAILER_smtp_', `dnl
_UUCP_LINE_(`uucp-dom', `mDFMhud', `EnvFromUD/HdrFromSMTP', _SMTP_TO_)dnl
_UUCP_LINE_(`uucp-uudom', `mDFMhud', `EnvFromUUD/HdrFromSMTP', _SMTP_TO_)dnl
')dnl
POPDIVERT()
