divert(-1)
dnl address.m4: from an address as written to "user < @ host . >" (rulesets 3 and 96) and back (4).
divert(0)dnl
_HEADING_(`Ruleset 3: every address first. The result is  user < @ host . >')
Scanonify=3
R$@					$@ < @ >					nothing is the null address
R$+ < @ >				$: $1
# Of a phrase with angle brackets, the last and innermost pair has the address.
R$* < $* < $*				< $3
R$* < $* > $*				$: $2
R$@					$@ < @ >
R$*					$: $>ListTail $1
R$@					$@ : ; < @ >					a list without members
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
# A route is kept, with the first host in brackets.
R@ $+ , $+				@ $1 : $2
R@ $+ : $+				$@ $>Canonify2 < @ $1 > : $2
')dnl
# The last @ divides user and host.
R$* @ $*				$: $1 < @ $2 >
R$* < @ $* @ $* >			$1 @ $2 < @ $3 >
R$* < @ $* >				$@ $>Canonify2 $1 < @ $2 >
ifdef(`_USE_DECNET_SYNTAX_', `dnl
# node::user
R$+ : : $+				$@ $>Canonify2 $2 < @ $1 . DECNET >
')dnl
ifdef(`_NO_UUCP_', `', `dnl
# Without an @, the first ! divides host and user.
R$- ! $+				$@ $>Canonify2 $2 < @ $1 . UUCP >
R$- . UUCP ! $+				$@ $>Canonify2 $2 < @ $1 . UUCP >
R$- . $+ ! $+				$@ $>Canonify2 $3 < @ $1 . $2 >
R$+ ! $+				$@ $>Canonify2 $2 < @ $1 . UUCP >
')dnl
ifdef(`_NO_PERCENTHACK_', `', `dnl
# Without either, the last % does.
R$* % $*				$: $1 < @ $2 >
R$* < @ $* % $* >			$1 % $2 < @ $3 >
R$* < @ $* >				$@ $>Canonify2 $1 < @ $2 >
')dnl

# Takes away the name of a list, a source route, and the semicolon at the end of a list.
SListTail
R$* ;					$1
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R@ $+ : $+				$@ @ $1 : $2
', `dnl
R@ $* : $*				$@ $2						a route: only the end counts
')dnl
R: include : $*				$@ : include : $1
R$* : : $*				$@ $1 : : $2
R$* [ IPv6 : $* ] $*			$@ $1 [ IPv6 : $2 ] $3
R$* : $*				$@ $2

_HEADING_(`Ruleset 96: the host part becomes canonical, which a final dot says')
SCanonify2=96
# Names and addresses of this host become our full name.
R$* < @ localhost > $*			$: $1 < @ $j . > $2
R$* < @ localhost . $m > $*		$: $1 < @ $j . > $2
R$* < @ localhost . UUCP > $*		$: $1 < @ $j . > $2
R$* < @ [ $* ] > $*			$: $1 < @ @ [ $2 ] > $3				a second @ marks an address
R$* < @ @ $=w > $*			$: $1 < @ $j . > $3				one of our own addresses
R$* < @ @ $* > $*			$: $1 < @ $2 > $3
ifdef(`_DOMAIN_TABLE_', `_FOR_(`domaintable')dnl
R$* < @ $+ > $*				$: $1 < @ $(domaintable $2 $) > $3
')dnl
undivert(2)dnl
ifdef(`_BITDOMAIN_TABLE_', `_FOR_(`bitdomain')dnl
R$* < @ $+ . BITNET > $*		$: $1 < @ $(bitdomain $2 $: $2 . BITNET $) > $3
')dnl
ifdef(`_UUDOMAIN_TABLE_', `_FOR_(`uucpdomain')dnl
R$* < @ $+ . UUCP > $*			$: $1 < @ $(uudomain $2 $: $2 . UUCP $) > $3
')dnl
R$* < @ $* . . > $*			$1 < @ $2 . > $3
R$* < @ $* . > $*			$@ $1 < @ $2 . > $3				canonical already
R$* < @ [ $* ] > $*			$@ $1 < @ [ $2 ] > $3
# Names that we know need no look at the name server, but for short ones of ours.
R$* < @ $=w > $*			$: $1 < @ $2 . > $3
ifelse(ifdef(`_NO_CANONIFY_', 1)`'ifdef(`_CANONIFY_HOSTS_', 1), 1, `dnl
R$* < @ $- . > $*			$: < $&{daemon_flags} > $1 < @ $2 > $3
R< $* c $* > $* < @ $+ > $*		$: $3 < @ $[ $4 $: $4 . $] > $5
R< $* > $* < @ $+ > $*			$: $2 < @ $3 . > $4
', `dnl
R$* < @ $- . > $*			$: $1 < @ $2 > $3
')dnl
R$* < @ $* . > $*			$@ $1 < @ $2 . > $3
R$* < @ $+ . $=P > $*			$@ $1 < @ $2 . $3 . > $4
R$* < @ $=P > $*			$@ $1 < @ $2 . > $3
ifdef(`_NO_UUCP_', `', `dnl
R$* < @ $+ . UUCP > $*			$@ $1 < @ $2 . UUCP . > $3
')dnl
ifdef(`_VIRTHOSTS_', `dnl
R$* < @ $={VirtHost} > $*		$@ $1 < @ $2 . > $3
ifdef(`_VIRTUSER_ENTIRE_DOMAIN_', `dnl
R$* < @ $+ . $={VirtHost} > $*		$@ $1 < @ $2 . $3 . > $4
')dnl
')dnl
ifdef(`_GENERICS_TABLE_', `_FOR_(`genericstable')dnl
R$* < @ $=G > $*			$@ $1 < @ $2 . > $3
ifdef(`_GENERICS_ENTIRE_DOMAIN_', `dnl
R$* < @ $+ . $=G > $*			$@ $1 < @ $2 . $3 . > $4
')dnl
')dnl
R$* < @ $=M > $*			$@ $1 < @ $2 . > $3
ifdef(`_NO_CANONIFY_', `_FOR_(`nocanonify')dnl
# No look at the name server, unless the daemon has flag c: a name with a dot is taken as it is.
R$*					$: < $&{daemon_flags} > $1
R< $* c $* > $* < @ $+ > $*		$: $3 < @ $[ $4 $: $4 $] > $5
R< $* > $*				$: $2
R$* < @ $* . > $*			$@ $1 < @ $2 . > $3
ifdef(`_CANONIFY_DOMAINS_', `dnl
R$* < @ $* $={Canonify} > $*		$@ $1 < @ $[ $2 $3 $: $2 $3 $] > $4
')dnl
ifdef(`_CANONIFY_HOSTS_', `dnl
R$* < @ $- > $*				$: $1 < @ $[ $2 $: $2 $] > $3
R$* < @ $* . > $*			$@ $1 < @ $2 . > $3
R$* < @ $=w > $*			$@ $1 < @ $2 . > $3
')dnl
R$* < @ $* . $* > $*			$@ $1 < @ $2 . $3 . > $4
', `dnl
ifdef(`_FFR_NOCANONIFY_HEADERS', `dnl
# Of a header field, a name with a dot is taken as it is.
R$*					$: < $&{addr_type} > $1
R< $* h $* > $* < @ $+ . $+ > $*	$@ $3 < @ $4 . $5 . > $6
R< $* h $* > $* < @ $=w > $*		$@ $3 < @ $4 . > $5
R< $* h $* > $*				$@ $3
R< $* > $*				$: $2
')dnl
# The name server knows; a daemon with flag C is not to ask it.
R$*					$: < $&{daemon_flags} > $1
R< $* CC $* > $* < @ $+ . $+ > $*	$@ $3 < @ $4 . $5 . > $6
R< $* CC $* > $* < @ $=w > $*		$@ $3 < @ $4 . > $5
R< $* CC $* > $*			$@ $3
R< $* > $*				$: $2
R$* < @ $+ > $*				$: $1 < @ $[ $2 $: $2 $] > $3
R$* < @ $=w > $*			$: $1 < @ $2 . > $3
')dnl

_HEADING_(`Ruleset 4: every address last, back to the form that others see')
Sfinal=4
R$+ : ; < @ >				$@ $1 :						a list without members
R$* < @ >				$@						the null address
R$* < $* *LOCAL* $* > $*		$1 < $2 $j $3 > $4				still no host: ours
R$* < $+ . > $*				$1 < $2 > $3
R$* < $* > $*				$: $1 $2 $3
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R@ $+ : @ $+ : $+			@ $1 , @ $2 : $3				a route
')dnl
ifdef(`_NO_UUCP_', `', `dnl
R$+ @ $+ . UUCP				$2 ! $1
')dnl
ifdef(`_USE_DECNET_SYNTAX_', `dnl
R$+ @ $+ . DECNET			$2 : : $1
')dnl

_HEADING_(`Ruleset 97: both steps again, for an address that a table gave')
SRecurse=97
R$*					$: $>canonify $1
R$*					$@ $>parse $1
