divert(-1)
dnl HACK(dnsblaccess): like FEATURE(enhdnsbl), but the access table says what each answer of the list means, from
dnl the whole answer to its first number and then any; %1 is the client, %2 the list. Arguments: the list; the
dnl error text for answers without an entry; t or a text for a temporary failure; the tag (dnsblaccess).
divert(0)dnl
VERSIONID(`hack dnsblaccess')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`HACK(dnsblaccess) needs FEATURE(access_db)')')
define(`_DNSBL_USED_', 1)
ifelse(defn(`_ARG_'), `', `_ERROR_(`HACK(dnsblaccess) needs the name of a list')')
define(`_LIST_TAG_', ifelse(_ARG4_, `', ``dnsblaccess'', `defn(`_ARG4_')'):)
dnl _LIST_ACCESS_(the answer, or its begin): one look into the table.
define(`_LIST_ACCESS_', `$(access _LIST_TAG_`'$1 $`'@ $`'&{client_addr} $`'@ _ARG_ $: ? $)')
ifdef(`_ednsbl_MAP_', `', `define(`_ednsbl_MAP_', 1)
PUSHDIVERT(6)_ASKED_()dnl
Kednsbl dns -R A -a. -T<TMP> -r`'ifdef(`EDNSBL_TO', `EDNSBL_TO', `5')
POPDIVERT()')
PUSHDIVERT(8)_ASKED_()dnl
# The list _ARG_, with the access table
R$*					$: $1 $| $&{client_addr}
R$* $| $- . $- . $- . $-		$: $1 $| < $(ednsbl $5.$4.$3.$2._ARG_. $: OK $) >
R$* $| < OK >				$: $1
ifelse(_ARG3_, `', `dnl
R$* $| < $+ < TMP > >			$: $1
', _ARG3_, `t', `dnl
R$* $| < $+ < TMP > >			$#error $@ 4.4.3 $: "451 Temporary lookup failure of " $&{client_addr} " at _ARG_"
', `dnl
R$* $| < $+ < TMP > >			$#error $@ 4.4.3 $: _ARG3_
')dnl
R$* $| < $+ . >				$: $1 $| < _LIST_ACCESS_(`$2') > < $2 >
R$* $| < ? > < $+ . $- >		$1 $| < _LIST_ACCESS_(`$2') > < $2 >
R$* $| < ? > < $- >			$: $1 $| < _LIST_ACCESS_() > < $2 >
R$* $| < $={Accept} > < $+ >		$: $1
R$* $| < DISCARD > < $+ >		$#discard $: discard
R$* $| < ERROR : $+ > < $+ >		$: $>AccessVerdict < ERROR : $2 >
R$* $| < < TMPF > > < $+ >		$: $>AccessVerdict < < TMPF > >
R$* $| < $+ > < $+ >			$`'#error $`'@ 5.7.1 $: ifelse(defn(`_ARG2_'), `', `"550 Rejected: " $&{client_addr} " listed at _ARG_"', `_ARG2_')
POPDIVERT()
