divert(-1)
dnl check.m4: the rulesets that the server asks about a client, a sender and a recipient.
dnl With FEATURE(delay_checks) the first two wait until there is a recipient.
define(`_CHECK_RELAY_', ifdef(`_DELAY_CHECKS_', `checkrelay', `check_relay'))
define(`_CHECK_MAIL_', ifdef(`_DELAY_CHECKS_', `checkmail', `check_mail'))
define(`_CHECK_RCPT_', ifdef(`_DELAY_CHECKS_', `checkrcpt', `check_rcpt'))
ifdef(`_RATE_CONTROL_NOW_', `define(`_CONTROL_NOW_', 1)')
ifdef(`_CONN_CONTROL_NOW_', `define(`_CONTROL_NOW_', 1)')
divert(0)dnl
_HEADING_(`Checks: clients, senders and recipients')
# For each there is a ruleset of the site (Local_...) that comes first; what it resolves is final.
# In deferred delivery mode nothing is checked.

# An address made canonical, with what a local part hid.
SCanonAddr
R$*					$: $>Parse0 $>canonify $1
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R< @ $+ > : $+ @ $+			$2 % $3 < @ $1 >				of a route, what is for the first host
')dnl

# --- the client. In: name $| address
S`'_CHECK_RELAY_
R$*					$: $1 $| $>Local_check_relay $1
R$* $| $* $| $#$*			$#$3
R$* $| $* $| $*				$@ $>Basic_check_relay $1 $| $2

SLocal_check_relay
ifdef(`_CONTROL_NOW_', `
# Limits do not wait for a recipient.
Scheck_relay
ifdef(`_RATE_CONTROL_NOW_', `_FOR_(`ratecontrol')dnl
R$*					$: $1 $| < $>RateControl ask
R$* $| < $#$*				$#$2
R$* $| < $*				$: $1
')dnl
ifdef(`_CONN_CONTROL_NOW_', `_FOR_(`conncontrol')dnl
R$*					$: $1 $| < $>ConnControl ask
R$* $| < $#$*				$#$2
R$* $| < $*				$: $1
')dnl
')dnl

SBasic_check_relay
R$*					$: < $&{deliveryMode} > $1
R< d > $*				$@ deferred
R< $* > $*				$: $2
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
ifdef(`_USE_CLIENT_PTR_', `_FOR_(`use_client_ptr')dnl
R$* $| $*				$: $&{client_ptr} $| $2
')dnl
# What the table says about the name of the client, or else about its address.
R$+ $| $+				$: $>D < $1 > < ? > < + Connect > < $2 >
R $| $+					$: < ? > < $1 >					a client without a name
R< ? > < $+ >				$: $>A < $1 > < ? > < + Connect > < $1 >
R< ? > < $* >				$: OKSOFAR
R< $+ > < $* >				$: $>AccessVerdict < $1 >
R$={Accept}				$@ $1
')dnl
ifdef(`_RATE_CONTROL_', `ifdef(`_RATE_CONTROL_NOW_', `', `_FOR_(`ratecontrol')dnl
R$*					$: $1 $| < $>RateControl ask
R$* $| < $#$*				$#$2
R$* $| < $*				$: $1
')')dnl
ifdef(`_CONN_CONTROL_', `ifdef(`_CONN_CONTROL_NOW_', `', `_FOR_(`conncontrol')dnl
R$*					$: $1 $| < $>ConnControl ask
R$* $| < $#$*				$#$2
R$* $| < $*				$: $2
')')dnl
ifdef(`_DNSBL_USED_', `dnl
# Lists of clients in the DNS.
R$*					$: OKSOFAR
', `dnl
ROKSOFAR				$: OK
')dnl
undivert(8)dnl
ifdef(`_REQUIRE_RDNS_', `_FOR_(`require_rdns')dnl
R$*					$: $1 $| < $&{client_resolve} >
R$* $| < FAIL >				$#error $@ 5.7.1 $: 550 Fix reverse DNS for $&{client_addr}
R$* $| < TEMP >				$#error $@ 4.1.8 $: 451 Client IP address $&{client_addr} does not resolve
R$* $| < FORGED >			$#error $@ 4.1.8 $: 451 Possibly forged hostname for $&{client_addr}
R$* $| < $* >				$: $1
')dnl

# --- the sender. In: the address of MAIL
S`'_CHECK_MAIL_
R$*					$: $1 $| $>Local_check_mail $1
R$* $| $#$*				$#$2
R$* $| $*				$@ $>Basic_check_mail $1

SLocal_check_mail

SBasic_check_mail
R$*					$: < $&{deliveryMode} > $1
R< d > $*				$@ deferred
R< $* > $*				$: $2
R$*					$: $1 $| $>tls_client $&{verify} $| MAIL
R$* $| $#$*				$#$2
R$* $| $*				$: $1
R< >					$@ < OK >					the null sender
ifdef(`_ACCEPT_UNQUALIFIED_SENDERS_', `', `dnl
# The names of the loopback interface say nothing when they come from elsewhere.
R$*					$: $1 $| $1
R$* $| < $* >				$: $1 $| $2
R$* $| $+ @ $={Loopback}		$: $1 $| < ? $&{client_name} >
R$* $| $+ @ localhost . $m		$: $1 $| < ? $&{client_name} >
R$* $| < ? >				$: $1
R$* $| < ? $=w >			$: $1
R$* $| < ? $+ >				$#error $@ 5.5.4 $: "553 Real domain name required for sender address"
R$* $| $*				$: $1
')dnl
R$*					$: $1 $| $>CanonAddr $1
R$* $| $+ < @ $+ . >			$: $2 < @ $3 >
R$* $| $+ < @ $+ >			$: $2 < @ $3 >
R$* $| $*				$: < ? > $1					no user@host in it
R< ? > < $* >				$: < ? > $1
R< ? > $* < $*				$: < ? >					in no form that we know
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
# What the table says about the sender.
R< ? > $+				$: < ? > $1 $| $>SearchList < + From > $| < U : $1 @ > < >
R$+ < @ $+ >				$: $1 < @ $2 > $| $>SearchList < + From > $| < F : $1 @ $2 > < U : $1 @ > < D : $2 > < >
R$* $| < ? >				$: $1
R$* $| < $+ >				$: $>AccessVerdict < $2 >
R$={Accept}				$#$1
')dnl
# Without a domain: fine from this machine, and from a daemon with flag u.
R< ? > $*				$: < ? $&{client_addr} > < $&{daemon_flags} > $1
R< ? > < $* > $*			$@ < OKR >
ifdef(`_ACCEPT_UNQUALIFIED_SENDERS_', `_FOR_(`accept_unqualified_senders')dnl
R< ? $* > < $* > $*			$@ < OKR >
', `dnl
R< ? $+ > < $* u $* > $*		$@ @ $4
R< ? $+ > < $* > $*			$#error $@ 5.5.4 $: "553 Domain name required for sender address " $&f
')dnl
ifdef(`_ACCEPT_UNQUALIFIED_SENDERS_', `', `dnl
# A daemon with flag f wants a domain with a dot in it.
R$+ < @ $- >				$: < ? $&{daemon_flags} > $1 < @ $2 >
R< ? $* f $* > $+			$#error $@ 5.5.4 $: "553 Real domain name required for sender address"
R< ? $* > $+				$: $2
')dnl
ifdef(`_ACCEPT_UNRESOLVABLE_DOMAINS_', `', `dnl
# The domain must exist.
R$+ < @ $+ >				$: < $(resolve $2 $: $2 < PERM > $) > $1 < @ $2 >
R< $* < PERM > > $*			$#error $@ 5.1.8 $: "553 Domain of sender address " $&f " does not exist"
R< $* < TEMP > > $*			$#error $@ 4.1.8 $: "451 Domain of sender address " $&f " does not resolve"
R< $* < OKR > > $*			$: $2
')dnl
ifdef(`_BADMX_', `_FOR_(`badmx')dnl
R$+ < @ $+ >				$: $1 < @ $2 > $| $>BadMX $2
R$* $| $#$*				$#$2
R$* $| $*				$: $1
')dnl
R$+					$@ @ $1
ifdef(`_BADMX_', `
# Does a host have a mail exchanger that cannot be real?
SBadMX
R$+					$@ $>BadMXList < $1 > : $(mxlist $1 $: $1. $) :

# < host > : exchanger : ... :  looks at the first and goes on with the rest.
SBadMXList
R< $+ > : $* < TEMP > : $*		$#error $@ 4.1.2 $: "450 MX lookup failure for " $1
R< $+ > : $+ : $*			$: < $1 > < $2 > < $(badmx $2 $) > : $3
R< $+ > < $+ > < $* < BADMX > > : $*	$#error $@ 5.1.2 $: "550 Illegal MX record for host " $1
R< $+ > < $+ > < $* > : $*		$: < $1 > < $(dnsA $2 $: ? $) > : $4
R< $+ > < $+ > : $*			$: < $1 > < $(BadMXIP $2 $) > : $3
R< $+ > < $* < BADMXIP > > : $*		$#error $@ 5.1.2 $: "550 Invalid MX record for host " $1
R< $+ > < $* > : $*			$@ $>BadMXList < $1 > : $3
')dnl
