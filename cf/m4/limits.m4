divert(-1)
dnl limits.m4: limits of a client, the pause before the greeting, pairs, queue groups, credentials.
divert(0)dnl
ifdef(`_UNLIMITED_', `
_FOR_(`modern_defaults')dnl
# --- clients that have no limit unless the access table says one: our own, and those that may relay
SUnlimited
R$*					$: $&{client_addr}
R$@					$@ OK
R0					$@ OK
R127.0.0.1				$@ OK
RIPv6:0:0:0:0:0:0:0:1			$@ OK
RIPv6:::1				$@ OK
R$=R					$@ OK
R$=R . $*				$@ OK
R$=R : $*				$@ OK
R$*					$@ ?
')dnl
ifdef(`_RATE_CONTROL_', `
_FOR_(`ratecontrol')dnl
# --- how often a client connects: ClientRate in the access table, 0 for no limit
SRateControl
ifdef(`_ACCESS_TABLE_', `dnl
R$*					$: $>A < $&{client_addr} > < ? > < ! ClientRate > < >
R< ? > < >				$: < $(access ClientRate`'_TAG_DELIM_ $: ? $) > < >
', `dnl
R$*					$: < ? > < >
')dnl
ifdef(`_RATE_CONTROL_DEFAULT_', `_FOR_(`modern_defaults')dnl
R< ? > < >				$: < ? > < $>Unlimited ask
R< ? > < ?				$: < _RATE_CONTROL_DEFAULT_ > < >
R< ? > < OK				$@ OK
', `dnl
R< ? > < >				$@ OK
')dnl
R< 0 > < >				$@ OK
R< $+ > < >				$: < $1 > $| $(arith l $@ $1 $@ $&{client_rate} $)
R< $+ > $| TRUE				$#error $@ 4.3.2 $: ifdef(`_RATE_CONTROL_EXIT_', `421', `452') Connection rate limit exceeded.
')dnl
ifdef(`_CONN_CONTROL_', `
_FOR_(`conncontrol')dnl
# --- how many connections a client has open: ClientConn in the access table, 0 for no limit
SConnControl
ifdef(`_ACCESS_TABLE_', `dnl
R$*					$: $>A < $&{client_addr} > < ? > < ! ClientConn > < >
R< ? > < >				$: < $(access ClientConn`'_TAG_DELIM_ $: ? $) > < >
', `dnl
R$*					$: < ? > < >
')dnl
ifdef(`_CONN_CONTROL_DEFAULT_', `_FOR_(`modern_defaults')dnl
R< ? > < >				$: < ? > < $>Unlimited ask
R< ? > < ?				$: < _CONN_CONTROL_DEFAULT_ > < >
R< ? > < OK				$@ OK
', `dnl
R< ? > < >				$@ OK
')dnl
R< 0 > < >				$@ OK
R< $+ > < >				$: < $1 > $| $(arith l $@ $1 $@ $&{client_connections} $)
R< $+ > $| TRUE				$#error $@ 4.3.2 $: ifdef(`_CONN_CONTROL_EXIT_', `421', `452') Too many open connections.
')dnl
ifdef(`_GREET_PAUSE_', `
_FOR_(`greet_pause')dnl
# --- how long to wait before the greeting. In: name $| address
SLocal_greet_pause
Sgreet_pause
R$*					$: $1 $| $>Local_greet_pause $1
R$* $| $* $| $#$*			$#$3
R$* $| $* $| $*				$: $1 $| $2
ifdef(`_GREET_PAUSE_ACCESS_', `dnl
R$+ $| $*				$: $>D < $1 > < ? > < ! GreetPause > < $2 >
R$@ $| $*				$: < ? > < $1 >
R< ? > < $+ >				$: $>A < $1 > < ? > < ! GreetPause > < >
R< ? > < >				$: < $(access GreetPause`'_TAG_DELIM_ $: ? $) > < >
R< ? > $*				$: ? ifdef(`_GREET_PAUSE_TIME_', `
R?					$#_GREET_PAUSE_TIME_')
R?					$@ ?
R< $+ > $*				$#$1
', `dnl
R$*					$#_GREET_PAUSE_TIME_
')dnl
')dnl
ifdef(`_COMPAT_CHECK_', `
_FOR_(`compat_check')dnl
# --- may this sender write to this recipient? In: sender $| recipient
Scheck_compat
R< $+ > $| < $+ >			$: $1 $| $2
R$+ $| $+				$: < $(access Compat`'_TAG_DELIM_`'$1<@>$2 $: OK $) >
R< DISCARD >				$#discard $: " - discarded by check_compat"
R< TEMP : $* >				$#error $@ TEMPFAIL $: $1 " error from check_compat. Try again later"
R< ERROR : $* >				$#error $@ UNAVAILABLE $: $1 " error from check_compat"
')dnl
ifdef(`_QUEUEGROUP_', `
_FOR_(`queuegroup')dnl
# --- which queue group? In: recipient
Squeuegroup
R< $+ >					$1
R$+ @ $+				$: $>SearchList < ! qgrp > $| < F : $1 @ $2 > < D : $2 > < >
R< ? >					ifelse(_QUEUEGROUP_DEFAULT_, `', `$@', `$#_QUEUEGROUP_DEFAULT_')
R< $+ >					$#$1
')dnl
