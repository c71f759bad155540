divert(-1)
dnl FEATURE(dnsbl): refuses clients that a list in the DNS names. Arguments: the list; the error text, or
dnl quarantine or discard; t or a text for a temporary failure of the list.
divert(0)dnl
VERSIONID(`feature dnsbl')dnl
divert(-1)
define(`_DNSBL_USED_', 1)
ifelse(_ARG_, `', `_ERROR_(`FEATURE(dnsbl) needs the name of a list')')
ifdef(`_dnsbl_MAP_', `', `define(`_dnsbl_MAP_', 1)
PUSHDIVERT(6)_ASKED_()dnl
Kdnsbl ifdef(`DNSBL_MAP', `DNSBL_MAP', `dns -R A') -T<TMP>ifdef(`DNSBL_MAP_OPT', ` DNSBL_MAP_OPT')
POPDIVERT()')
PUSHDIVERT(8)_ASKED_()dnl
# The list _ARG_
R$*					$: $1 $| $&{client_addr}
R$* $| $- . $- . $- . $-		$: $1 $| < $(dnsbl $5.$4.$3.$2._ARG_. $: OK $) >
R$* $| < OK >				$: $1
ifelse(_ARG3_, `', `dnl
R$* $| < $+ < TMP > >			$: $1
', _ARG3_, `t', `dnl
R$* $| < $+ < TMP > >			$#error $@ 4.4.3 $: "451 Temporary lookup failure of " $&{client_addr} " at _ARG_"
', `dnl
R$* $| < $+ < TMP > >			$#error $@ 4.4.3 $: _ARG3_
')dnl
define(`_VERDICT_', `ifelse(defn(`_ARG2_'), `', `$`'#error $`'@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG_"',
  defn(`_ARG2_'), `quarantine', `$`'#error $`'@ quarantine $: _ARG_', defn(`_ARG2_'), `discard', `$`'#discard $: _ARG_',
  `$`'#error $`'@ 5.7.1 $: _ARG2_')')dnl
R$* $| < $+ >				_VERDICT_
R$* $| $*				$: $1
POPDIVERT()
