divert(-1)
dnl FEATURE(rhsbl): refuses senders whose domain a list in the DNS names; needs FEATURE(delay_checks), since it
dnl is part of the check of a client. Arguments: the list; the error text ($&{RHS} is the domain); t or a text
dnl for a temporary failure of the list.
divert(0)dnl
VERSIONID(`feature rhsbl')dnl
divert(-1)
define(`_DNSBL_USED_', 1)
ifelse(defn(`_ARG_'), `', `_ERROR_(`FEATURE(rhsbl) needs the name of a list')')
_NEEDS_(`FEATURE(rhsbl)', `_DELAY_CHECKS_', `FEATURE(delay_checks)')
ifdef(`_rhsbl_MAP_', `', `define(`_rhsbl_MAP_', 1)
PUSHDIVERT(6)_ASKED_()dnl
Krhsbl host -T<TMP>
POPDIVERT()')
PUSHDIVERT(8)_ASKED_()dnl
# The list _ARG_, for the domain of the sender
R$*					$: $1 $| $&f
R$* $| < $* >				$: $1 $| $2
R$* $| $* @ $+				$: $1 $| $(macro {RHS} $@ $3 $) < $(rhsbl $3._ARG_. $: OK $) >
R$* $| < OK >				$: $1
ifelse(_ARG3_, `', `dnl
R$* $| < $* < TMP > >			$: $1
', _ARG3_, `t', `dnl
R$* $| < $* < TMP > >			$#error $@ 4.7.1 $: "451 Temporary lookup failure of " $&{RHS} " at _ARG_"
', `dnl
R$* $| < $* < TMP > >			$#error $@ 4.7.1 $: _ARG3_
')dnl
R$* $| < $+ >				$`'#error $`'@ 5.7.1 $: ifelse(defn(`_ARG2_'), `', `"550 Mail from " $&{RHS} " refused by blackhole site _ARG_"', `_ARG2_')
R$* $| $*				$: $1
POPDIVERT()
