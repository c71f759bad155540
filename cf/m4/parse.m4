divert(-1)
dnl parse.m4: which mailer, host and user (ruleset 0 and its parts), and ruleset 5.
define(`_LOCAL_HOST_', ifdef(`_FFR_5_', `` $&{LocalAddrHost}''))
divert(0)dnl
_HEADING_(`Ruleset 0: the recipient becomes  $#mailer $@ host $: user')
Sparse=0
R$*					$: $>Parse0 $1					errors and what hides in a local part
R< @ >					$#confLOCAL_MAILER $: < @ >
R$*					$: $>ParseLocal $1				rules of the site
R$*					$: $>Parse1 $1					tables, relays, local users

SParse0
R< @ >					$@ < @ >
R$* : ; < @ >				$#error $@ 5.1.3 $: "553 List:; syntax illegal for recipient addresses"
R< @ $* >				$#error $@ 5.1.3 $: "553 User address required"
R$+ < @ >				$#error $@ 5.1.3 $: "553 Hostname required"
R$* @ $* < @ $* >			$#error $@ 5.1.3 $: "553 Invalid route address"
R$* , $*				$#error $@ 5.1.3 $: "553 Invalid route address"
R$* < @ [ $* ] . $* > $*		$#error $@ 5.1.2 $: "553 Invalid address"
R$* < @ . $* > $*			$#error $@ 5.1.2 $: "553 Invalid host name"
R$* < @ $~[ $* : $* > $*		$#error $@ 5.1.3 $: "553 Colon illegal in host name part"
R$* < @ $* . . $* > $*			$#error $@ 5.1.2 $: "553 Invalid host name"
ifdef(`_STRICT_RFC821_', `dnl
R. $* < @ $* > $*			$#error $@ 5.1.2 $: "553 Local part must not begin with a dot"
R$* . < @ $* > $*			$#error $@ 5.1.2 $: "553 Local part must not end with a dot"
')dnl
R$* < @ $* *LOCAL* $* > $*		$1 < @ $2 $j $3 . > $4
R$* < @ $* . . > $*			$: $1 < @ $2 . > $3
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R< @ $=w . > : $+			$@ $>Parse0 $>canonify $2			a route through us
')dnl
# A quoted local part may hide another address: "user@host"@here.
R$-					$: < ? > $(dequote $1 $)
R$- < @ $=w . >				$: < ? $2 > $(dequote $1 $)			only for us
R< ? $* >				$#error $@ 5.1.3 $: "553 User address required"
R< ? $* > $* $=O $*			$@ $>Parse0 $>canonify $2 $3 $4
R< ? > $*				$: $1
R< ? $+ > $*				$: $2 < @ $1 . >
ifdef(`_PREFIXES_', `_PREFIXES_()')dnl
R$* $=O $* < @ $=w . >			$@ $>Parse0 $>canonify $1 $2 $3

# What the site adds to ruleset 0.
SParseLocal=98
undivert(3)dnl

ifdef(`_DOMAIN_MAPS_', `
# Users of domains that have a table of their own. The +detail goes on to another domain.
SDomainMapLookup
_DOMAIN_MAPS_()dnl
R< $* < TMPF > > $*			$#error $@ 4.3.0 $: _TMPFMSG_
R< ? > $*				$#error $@ 5.1.1 $: "550 email address lookup in domain map failed"
R< $+ @ $+ > $*				$@ $>Recurse $1 $3 @ $2
R< $+ > $*				$@ $>Recurse $1
')dnl

SParse1
ifdef(`_LDAP_ROUTING_', `_FOR_(`ldap_routing')dnl
R$+ < @ $={LDAPRoute} . >		$: $>LDAPExpand < $1 < @ $2 . > > < $1 @ $2 > < >
ifdef(`_LDAPROUTE_EQUIV_', `dnl
R$+ < @ $={LDAPRouteEquiv} . >		$: $>LDAPExpand < $1 < @ $2 . > > < $1 @ $M > < >
')dnl
')dnl
ifdef(`_VIRTUSER_TABLE_', `_FOR_(`virtusertable')include(_CF_DIR_`m4/virtuser.m4')')dnl
# An address in brackets is where to connect, or else what the smart host gets.
ifdef(`_MAILER_smtp_', `dnl
R$* < @ [ $* ] > $*			$: < $S > $1 < @ [ $2 ] > $3
R< > $* < @ [ $* ] > $*			$#confSMTP_MAILER $@ [ $2 ] $: $1 < @ [ $2 ] > $3
R< $- : $+ > $* < @ [ $* ] > $*		$#$1 $@ $2 $: $3 < @ [ $4 ] > $5
R< $+ > $* < @ [ $* ] > $*		$#confSMTP_MAILER $@ $1 $: $2 < @ [ $3 ] > $4
')dnl
ifdef(`_MAILER_usenet_', `dnl
R$+ . USENET < @ $=w . >		$#usenet $@ usenet $: $1
')dnl
# Local hosts.
R$+ < @ $=w . >				$@ $>LocalUser $1 < @ $2 . >
ifdef(`_BESTMX_IS_LOCAL_', `_FOR_(`bestmx_is_local')dnl
# Hosts that have us as their best mail exchanger.
R$* < @ $+ > $*			$: < $(bestmx $2 $: ? $) > $1 < @ $2 > $3
R< $=w . > $+ < @ ifelse(_BESTMX_IS_LOCAL_, `', `$+', `$=B') . >	$@ $>LocalUser $2 < @ $3 . >
R< $* < TEMP > > $*			$: $2
R< $* > $+ < @ $+ > $*			$: $2 < @ $3 > $4
')dnl
ifdef(`_MAILER_TABLE_', `_FOR_(`mailertable')dnl
R$* < @ $+ > $*				$: < $2 > $1 < @ $2 > $3
R< $+ . > $*				$: < $1 > $2
R< $+ > $*				$: < $(mailertable $1 $) > $2			a value is  mailer:host  or a host to ask for
R< $- : $* > $*				$: $>MailerToTriple < $1 : $2 > $3
R< $+ > $*				$: $>Mailertable < $1 > $2
')dnl
undivert(4)dnl
ifdef(`_MAILER_uucp_', `include(_CF_DIR_`m4/uucproute.m4')')dnl
undivert(1)dnl
# What goes to a relay: pseudo domains, and all else if there is a smart host.
ifdef(`BITNET_RELAY', `dnl
R$* < @ $+ . BITNET . > $*		$: $>MailerToTriple < $B > $1 < @ $2 . BITNET . > $3
')dnl
ifdef(`DECNET_RELAY', `dnl
R$* < @ $+ . DECNET . > $*		$: $>MailerToTriple < $C > $1 < @ $2 . DECNET . > $3
')dnl
ifdef(`FAX_RELAY', `dnl
R$* < @ $+ . FAX . > $*			$: $>MailerToTriple < $F > $1 < @ $2 . FAX . > $3
', `ifdef(`_MAILER_fax_', `dnl
R$+ < @ $+ . FAX . > $*			$#fax $@ $2 $: $1
')')dnl
ifdef(`UUCP_RELAY', `dnl
R$* < @ $+ . UUCP . > $*		$: $>MailerToTriple < $Y > $1 < @ $2 . UUCP . > $3
', `ifdef(`_MAILER_uucp_', `dnl
R$* < @ $+ . UUCP . > $*		$#confUUCP_MAILER $@ $2 $: $1 < @ $2 . UUCP . > $3
')')dnl
ifdef(`_MAILER_usenet_', `dnl
R$+ . USENET				$#usenet $@ usenet $: $1
')dnl
ifdef(`_MAILER_pop_', `dnl
R$+ < @ POP . >				$#pop $: $1
')dnl
R$* < @ $+ > $*				$: $>MailerToTriple < $S > $1 < @ $2 > $3
ifdef(`_MAILER_smtp_', `dnl
R$* < @ $* > $*				$#confSMTP_MAILER $@ $2 $: $1 < @ $2 > $3
', `dnl
R$* < @ $* > $*				$#error $@ 5.1.2 $: "553 Unrecognized host name " $2
')dnl
R$+					$@ $>LocalUser $1				a name without a host

_HEADING_(`LocalUser: a user of this host, who may be served by another one')
SLocalUser
R@ $*					$#confLOCAL_MAILER $: @ $1
ifdef(`_STICKY_HOST_', `ifdef(`MAIL_HUB', `dnl
R$+ < @ $+ . >				$: $>MailerToTriple < $H > $1 < @ $2 . >
')')dnl
# The @ says that ruleset 5 is not to send it elsewhere.
R$=L < @ $=w . >			$#confLOCAL_MAILER $: @ $1
R$=L					$#confLOCAL_MAILER $: @ $1
ifdef(`_STICKY_HOST_', `dnl
R$+ + $* < @ $+ >			$#confLOCAL_MAILER $: $1 + $2
R$+ < @ $+ >				$#confLOCAL_MAILER $: @ $1
')dnl
R$+ < @ $+ >				$#confLOCAL_MAILER $: $1
R$+					$#confLOCAL_MAILER $: $1

_HEADING_(`Ruleset 5: a local user without an alias')
Slocaladdr=5
R$*					$: $1 $| $>Local_localaddr $1
R$* $| $#$*				$#$2
R$* $| $*				$: $1
ifdef(`_FFR_5_', `dnl
# The host that came with the user stands in a macro meanwhile.
R$+					$: $(macro {LocalAddrHost} $) $1
R$+ @ $+				$: $(macro {LocalAddrHost} $@ @ $2 $) $1
')dnl
ifdef(`_PRESERVE_LOCAL_PLUS_DETAIL_', `', `dnl
# user+detail is tried with all of it, as user+*, and as user; the detail is kept as host.
R$+ + *					$#confLOCAL_MAILER $@ $&h $: $1`'_LOCAL_HOST_
R$+ + $*				$#confLOCAL_MAILER $@ + $2 $: $1 + *_LOCAL_HOST_
')dnl
# < relay > < +detail > user
ifdef(`_PRESERVE_LOCAL_PLUS_DETAIL_', `dnl
R$+					$: < > < > $1
', `dnl
R$+					$: h < $&h > $1
Rh < + $* > $+				$: < > < + $1 > $2
Rh < $* > $+				$: < > < > $2
')dnl
ifdef(`LUSER_RELAY', `dnl
# Those whom the user database does not know.
R< > < $* > $+				$: < $1 > $2 $| $2
ifdef(`_PRESERVE_LOCAL_PLUS_DETAIL_', `dnl
R< $* > $+ $| $+ + $*			$: < $1 > $2 $| $3
')dnl
R< $* > $+ $| $+			$: < $1 > $2 $| $(user $3 $)
R< $* > $+ $| $+ < >			$: < > < $1 > $2
R< $* > $+ $| $*			$: < $L > < $1 > $2
')dnl
ifdef(`MAIL_HUB', `dnl
R< > < $* > $+				$: < $H > < $1 > $2
', `ifdef(`LOCAL_RELAY', `dnl
R< > < $* > $+				$: < $R > < $1 > $2
')')dnl
R< > < + $* > $+			$#confLOCAL_MAILER $@ $1 $: @ $2`'_LOCAL_HOST_
R< > < > $+				$@ $1
R< local : $+ > < $* > $+		$@ $>MailerToTriple < local : $1 > $3
R< error : $+ > < $* > $+		$@ $>MailerToTriple < error : $1 > $3
ifdef(`_PRESERVE_LUSER_HOST_', `_FOR_(`preserve_luser_host')dnl
# The local mailer may have been given the host, alone or after the user.
R< $+ > < $* > $+			$: $&h $| < $1 > < $2 > $3
R$* @ $+ $| $*				$: $2 $| $3
R+ $* $| $*				$: $| $2
R$+ $| < $+ > < $* > $+			$@ $>MailerToTriple < $2 > $4 $3 < @ $1 >
R$| $*					$: $1
')dnl
R< $- : $+ > < $* > $+			$@ $>MailerToTriple < $1 : $2 > $4 $3 < @ $2 >
R< $+ > < $* > $+			$@ $>MailerToTriple < $1 > $3 $2 < @ $1 >
ifdef(`_MAILER_TABLE_', `
_HEADING_(`Ruleset 90: the mailer table')_FOR_(`mailertable')
# In: < host > address. Looks up the parent domains of the host (with a leading dot), then the dot
# alone. On the way what was taken off stands before the bracket; it is argument 1.
SMailertable=90
R$* < $- . $+ > $*			$: $| < $(mailertable .$3 $@ $1 $2 $: ? $) > $1 $2 . < $3 > $4
R$| < ? > $* . < $+ > $*		$@ $>Mailertable $1 . < $2 > $3
R$| < $+ > $* . < $+ > $*		$@ $>MailerToTriple < $1 > $4
R$* < $* > $*				$: < $(mailertable . $@ $1 $2 $: ? $) > $3
R< ? > $*				$@ $1
R< $+ > $*				$@ $>MailerToTriple < $1 > $2
')dnl

_HEADING_(`CanonLocal: what a table or a relay names as  local:user')
# In: < user or nothing > address. Without a user it is the one of the address, which is the host.
SCanonLocal
R< $* > < @ $+ . >			$: < $1 > < @ $2 >
R< $* > $+ < @ $+ . >			$: < $1 > $2 < @ $3 >
R< $* > $* $=O $* < @ $+ >		$@ $>Recurse $2 $3 $4				the local part leads on
R< > < @ $+ >				$#confLOCAL_MAILER $@ @ $1 $:
R< > $+ < @ $+ > $*			$#confLOCAL_MAILER $@ $1 @ $2 $: $1
R< > $+					$#confLOCAL_MAILER $@ $1 $: $1
R< $+ @ $+ > $* < @ $+ >		$#confLOCAL_MAILER $@ $3 @ $4 $: $1
R< $+ > $* < @ $* > $*			$#confLOCAL_MAILER $@ $2 @ $3 $: $1
R< $+ > $*				$#confLOCAL_MAILER $@ $2 $: $1

_HEADING_(`Ruleset 95: < mailer : host > address  becomes a triple')
SMailerToTriple=95
R< > $*					$@ $1						there is no relay
R< error : $- . $- . $- : $+ > $*	$#error $@ $1.$2.$3 $: $4
R< error : $- : $+ > $*			$#error $@ $1 $: $2
R< error : $+ > $*			$#error $: $1
R< local : $* > $*			$>CanonLocal < $1 > $2
# user@host as host: the user takes the place of the one in the address.
R< $- : $+ @ $+ > $* < $* > $*		$#$1 $@ $3 $: $2 < @ $3 >
R< $=w > $*				$@ $2						we are no relay to ourselves
R< $- : $+ > $*				$#$1 $@ $2 $: $3
R< $+ > $*				$#_RELAY_MAILER_ $@ $1 $: $2
ifdef(`_MSP_', `', `
SLocal_localaddr
')dnl
