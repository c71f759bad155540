divert(-1)
dnl masquerade.m4: how senders look to others (rulesets 93 and 94).
divert(0)dnl
_HEADING_(`Ruleset 93: masquerading of header addresses')
# *LOCAL* stands for a user who was written without a host.
SMasqHdr=93
ifdef(`_GENERICS_TABLE_', `_FOR_(`genericstable')dnl
# The table of generic addresses: user@domain first, then the domain, then the user alone.
ifdef(`_GENERICS_ENTIRE_DOMAIN_', `_FOR_(`generics_entire_domain')dnl
R$+ < @ $* . $=G . >			$: < ? > < $1 @ $2 . $3 > $1 < @ $2 . $3 . >
')dnl
R$+ < @ $=G . >				$: < ? > < $1 @ $2 > $1 < @ $2 . >
R$+ < @ *LOCAL* >			$: < ? > < $1 @ $j > $1 < @ *LOCAL* >
R< ? > < $+ + $* @ $+ > $*		$: < $(generics $1 + $2 @ $3 $: ? $) > < $1 + $2 @ $3 > $4
R< ? > < $+ + $* @ $+ > $*		$: < $(generics $1 + * @ $3 $@ $2 $: ? $) > < $1 + $2 @ $3 > $4
R< ? > < $+ + $* @ $+ > $*		$: < $(generics $1 @ $3 $: ? $) > < $1 + $2 @ $3 > $4
R< ? > < $+ @ $+ > $*			$: < $(generics $1 @ $2 $: ? $) > < $1 @ $2 > $3
R< ? > < $+ @ $+ > $+ < @ $+ . >	$: < $(generics @ $2 $@ $1 $: ? $) > < $1 @ $2 > $3 < @ $4 . >
R< ? > < $+ + $* @ $+ > $*		$: < $(generics $1 + $2 $: ? $) > < $1 + $2 @ $3 > $4
R< ? > < $+ + $* @ $+ > $*		$: < $(generics $1 + * $@ $2 $: ? $) > < $1 + $2 @ $3 > $4
R< ? > < $+ + $* @ $+ > $*		$: < $(generics $1 $: ? $) > < $1 + $2 @ $3 > $4
R< ? > < $+ @ $+ > $*			$: < $(generics $1 $: ? $) > < $1 @ $2 > $3
R< ? > < $* > $*			$: $2
R< @ $* > < $* > $*			$: $3						found, without a user
R< $+ @ $* > < $* > $*			$: $>canonify $1 @ $2				found, with a domain
R< $+ > < $* > $*			$: $1 < @ *LOCAL* >				found, without one
')dnl
# Users who always show their host.
R$=E < @ *LOCAL* >			$@ $1 < @ $j . >
R$=E < @ $=M . >			$@ $1 < @ $2 . >
ifdef(`_MASQUERADE_ENTIRE_DOMAIN_', `_FOR_(`masquerade_entire_domain')dnl
R$=E < @ $* . $=M . >			$@ $1 < @ $2 . $3 . >
')dnl
ifdef(`_LIMITED_MASQUERADE_', `', `dnl
R$=E < @ $=w . >			$@ $1 < @ $2 . >
')dnl
# Domains that keep their name, then those that do not.
R$* < @ $* $=N . >			$@ $1 < @ $2 $3 . >
ifdef(`_MASQUERADE_ENTIRE_DOMAIN_', `_FOR_(`masquerade_entire_domain')dnl
R$* < @ $* . $=M . > $*			$@ $1 < @ $?M$M$|$2.$3$. . > $4
')dnl
R$* < @ $=M . > $*			$@ $1 < @ $?M$M$|$2$. . > $3
ifdef(`_LIMITED_MASQUERADE_', `', `dnl
R$* < @ $=w . > $*			$@ $1 < @ $?M$M$|$2$. . > $3
')dnl
R$* < @ *LOCAL* > $*			$@ $1 < @ $?M$M$|$j$. . > $2

_HEADING_(`Ruleset 94: masquerading of envelope addresses')
SMasqEnv=94
ifdef(`_MASQUERADE_ENVELOPE_', `_FOR_(`masquerade_envelope')dnl
R$+					$@ $>MasqHdr $1
', `dnl
R$* < @ *LOCAL* > $*			$@ $1 < @ $j . > $2
')dnl
