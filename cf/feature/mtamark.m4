divert(-1)
dnl FEATURE(mtamark): refuses clients whose reverse DNS says that they are no mail servers. Arguments: the error text;
dnl t or a text for a temporary failure; the prefix of the record.
divert(0)dnl
VERSIONID(`feature mtamark')dnl
divert(-1)
define(`_DNSBL_USED_', 1)
define(`_MARK_PREFIX_', ifelse(_ARG3_, `', ``_perm._smtp._srv'', ``'_ARG3_'))
PUSHDIVERT(6)_ASKED_()dnl
Kmtamark dns -R TXT -a. -T<TMP> -r`'ifdef(`MTAMARK_TO', `MTAMARK_TO', `5')
POPDIVERT()
PUSHDIVERT(8)_ASKED_()dnl
# What the reverse DNS of the client says.
R$*					$: $1 $| $&{client_addr}
R$* $| $- . $- . $- . $-		$: $1 $| < $(mtamark _MARK_PREFIX_.$5.$4.$3.$2.in-addr.arpa. $: OK $) >
R$* $| < OK >				$: $1
ifelse(_ARG2_, `', `dnl
R$* $| < $+ < TMP > >			$: $1
', _ARG2_, `t', `dnl
R$* $| < $+ < TMP > >			$#error $@ 4.4.3 $: "451 Temporary lookup failure of " _MARK_PREFIX_ "." $&{client_addr}
', `dnl
R$* $| < $+ < TMP > >			$#error $@ 4.4.3 $: _ARG2_
')dnl
R$* $| < 0 . >				$#error $@ 5.7.1 $: ifelse(_ARG_, `', `"550 Rejected: " $&{client_addr} " not listed as MTA"', `_ARG_')
R$* $| $*				$: $1
POPDIVERT()
