divert(-1)
dnl HACK(spamtrap): recipients with POISON in the access table (tag To) are traps: a message for one of them is
dnl refused to all, and so is one that only names one in its To field.
divert(0)dnl
VERSIONID(`hack spamtrap')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`HACK(spamtrap) needs FEATURE(access_db)')')
PUSHDIVERT(9)_ASKED_()dnl
# Each message begins without such a recipient.
SLocal_check_mail
R$*					$: $1 $(macro {PoisonRecipient} $)

SLocal_check_rcpt
R< $+ >					$: < $1 > $| $>SearchList < ! To > $| < E : $1 > < >
R$* $| < POISON >			$: $1 $(macro {PoisonRecipient} $@ POISON $)
R$* $| $*				$: $1

HTo: $>CheckTo
SCheckTo
R$+					$: $1 $| $>SearchList < ! To > $| < E : $1 > < >
R$* $| < POISON >			$#error $@ 5.7.1 $: 550 Mail sent by spamware is not accepted here
R$* $| $*				$: $1

Scheck_eoh
R$*					$: $&{PoisonRecipient}
R$+					$#error $@ 5.7.1 $: 550 Mail sent to spam lists is not accepted here
POPDIVERT()
