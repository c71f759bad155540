divert(-1)
dnl MAILER(smtp): the mailers smtp, esmtp, smtp8, dsmtp and relay.
divert(0)dnl
VERSIONID(`mailer smtp')dnl
divert(-1)
_DEFIFNOT(`SMTP_MAILER_FLAGS', `')
_DEFIFNOT(`RELAY_MAILER_FLAGS', `SMTP_MAILER_FLAGS')
_DEFIFNOT(`SMTP_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`ESMTP_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`SMTP8_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`DSMTP_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`RELAY_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`SMTP_MAILER_LL', `990')
_DEFIFNOT(`RELAY_MAILER_LL', `2040')

dnl _SMTP_LINE_(mailer, NAME, flags, R=, L=, prefix of the other settings)
define(`_SMTP_LINE_', `M$1,	P=[IPC], F=_FLAGS_(`$2', `$3'), S=EnvFromSMTP/HdrFromSMTP, R=$4, E=\r\n, L=$5,dnl
ifelse(`$6', `SMTP', `_OPTINS(`SMTP_MAILER_MAX', ` M=', `,')')_OPTINS(`$6_MAILER_MAXMSGS', ` m=', `,')dnl
_OPTINS(`SMTP_MAILER_MAXRCPTS', ` r=', `,')_OPTINS(`$6_MAILER_CHARSET', ` C=', `,')dnl
_OPTINS(`$2_MAILER_QGRP', ` Q=', `,')
	T=DNS/RFC822/SMTP, A=$2_MAILER_ARGS
')
define(`_SMTP_TO_', ifdef(`_ALL_MASQUERADE_', ``EnvToSMTP/HdrFromSMTP'', ``EnvToSMTP''))
PUSHDIVERT(7)dnl
# --- SMTP

# Pseudo domains mean nothing to the world: their names become local parts at the relay that knows
# them, or here.
SPseudoToReal
ifdef(`BITNET_RELAY', `dnl
R$+ < @ $+ . BITNET . >			$: $1 % $2 . BITNET < @ $B >
R$* < @ $- : $+ >			$@ $1 < @ $3 >
')dnl
ifdef(`_NO_UUCP_', `', `dnl
R$+ < @ $+ . UUCP . >			$: $2 ! $1 < @ $?Y$Y$|*LOCAL*$. >
# The neighbour that gets it knows its own name.
R$&h ! $- ! $+ < @ $+ >			$@ $2 < @ $1 . UUCP . >
R$&h ! $+ < @ $+ >			$@ $1 < @ $&h . UUCP . >
ifdef(`UUCP_RELAY', `dnl
R$* < @ $- : $+ >			$@ $1 < @ $3 >
')')dnl

# A host for those that have none, to be masqueraded.
SMasqSMTP
R$* < @ $* > $*				$@ $1 < @ $2 > $3
R$+					$@ $1 < @ *LOCAL* >

SEnvFromSMTP
R$*					$: $>PseudoToReal $1
R$* : ; < @ >				$@						a list is no sender
R$*					$: $>MasqSMTP $1
R$+					$: $>MasqEnv $1

SEnvToSMTP
R$*					$: $>PseudoToReal $1
R$*					$: $>MasqSMTP $1
R$* < @ *LOCAL* > $*			$: $1 < @ $j . > $2

SHdrFromSMTP
R$*					$: $>PseudoToReal $1
R$* : ; < @ >				$@ $1 : ; < @ >
R$*					$: $>MasqSMTP $1
R$+					$: $>MasqHdr $1

# Recipient headers on the way to a relay.
SMasqRelay
R$* : ; < @ >				$@ $1 : ; < @ >
R$*					$: $>MasqSMTP $1
R$+					$: $>MasqHdr $1

_SMTP_LINE_(`smtp', `SMTP', `mDFMuX'SMTP_MAILER_FLAGS, _SMTP_TO_, SMTP_MAILER_LL, `SMTP')dnl
_SMTP_LINE_(`esmtp', `ESMTP', `mDFMuXa'SMTP_MAILER_FLAGS, _SMTP_TO_, SMTP_MAILER_LL, `SMTP')dnl
_SMTP_LINE_(`smtp8', `SMTP8', `mDFMuX8'SMTP_MAILER_FLAGS, _SMTP_TO_, SMTP_MAILER_LL, `SMTP')dnl
_SMTP_LINE_(`dsmtp', `DSMTP', `mDFMuXa%'SMTP_MAILER_FLAGS, _SMTP_TO_, SMTP_MAILER_LL, `SMTP')dnl
_SMTP_LINE_(`relay', `RELAY', `mDFMuXa8'RELAY_MAILER_FLAGS,
  ifdef(`_ALL_MASQUERADE_', `MasqSMTP/MasqRelay', `MasqSMTP'), RELAY_MAILER_LL, `RELAY')dnl
POPDIVERT()
