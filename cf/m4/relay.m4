divert(-1)
dnl relay.m4: what check_rcpt asks: may this recipient be served, and may this client relay?
_DEFIFNOT(`confRCPTREJ_MSG', `"550 Mailbox disabled for this recipient"')
_DEFIFNOT(`confRELAY_MSG', `"550 Relaying denied'ifdef(`_USE_AUTH_', `. Proper authentication required.')`"')
define(`_RCPTREJ_', `$`'@ 5.2.1 $: 'defn(`confRCPTREJ_MSG'))
define(`_RELAY_MSG_', `$`'@ 5.7.1 $: 'defn(`confRELAY_MSG'))
ifdef(`_SPAM_FRIEND_', `define(`_SPAM_TAGGED_', 1)')
ifdef(`_SPAM_HATER_', `define(`_SPAM_TAGGED_', 1)')
divert(0)dnl

# --- the recipient. In: the address of RCPT
S`'_CHECK_RCPT_
R$*					$: $1 $| $>Local_check_rcpt $1
R$* $| $#$*				$#$2
R$* $| $*				$@ $>Basic_check_rcpt $1

SLocal_check_rcpt
ifdef(`_DELAY_CHECKS_', `
_FOR_(`delay_checks')dnl
# All checks, now that there is a recipient: first whether it may be served at all, then whether it
# wants to be protected, then the sender and the client.
Scheck_rcpt
R$*					$: $1 $| $>checkrcpt $1
R$* $| $#error $*			$#error $2
R$* $| $#discard $*			$#discard $2
R$* $| $#$*				$@ $>Delay_TLS_Clt $2
R$* $| $*				$: $>FullAddr $>CanonAddr $1
ifdef(`_SPAM_TAGGED_', `_FOR_(`delay_checks')dnl
R$+					$: ? $1
R? $+ < @ $=w >				$: $1 < @ $2 > $| $>SearchList < ! Spam > $| < F : $1 @ $2 > < U : $1 @ > < D : $2 > < >
R? $+ < @ $+ >				$: $1 < @ $2 > $| $>SearchList < ! Spam > $| < F : $1 @ $2 > < D : $2 > < >
ifdef(`_SPAM_FRIEND_', `dnl
R$* $| < FRIEND >			$@ $>Delay_TLS_Clt SPAMFRIEND
R$* $| < $* >				$: $1
', `dnl
R$* $| < HATER >			$: $1
R$* $| < $* >				$@ $>Delay_TLS_Clt NOSPAMHATER
')dnl
')dnl
R$*					$: $1 $| $>checkmail ifdef(`_FFR_MAIL_MACRO', `$&{mail_from}', `< $&f >')
R$* $| $#$*				$#$2
R$* $| $*				$: $1
R$*					$: $1 $| $&{client_name} $| $&{client_addr}
R$* $| $* $| $*				$: $1 $| < $>checkrelay $2 $| $3
R$* $| < $#$*				$#$2
R$* $| < $*				$: $1
ifdef(`_BLOCK_BAD_HELO_', `_FOR_(`block_bad_helo')dnl
# What the client called itself, unless we know the user or it may relay.
R$*					$: $1 $| < $&{auth_authen} > < $&{client_addr} > $&s
R$* $| < $+ > < $* > $*			$: $1
R$* $| < > < 0 > $*			$: $1
R$* $| < > < $=R > $*			$: $1
R$* $| < > < $=R . $* > $*		$: $1
R$* $| < > < $=R : $* > $*		$: $1
R$* $| < > < $* > $+ .			$: $1 $| < > < $2 > $3
R$* $| < > < $* >			$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
R$* $| < > < $* > $-			$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
R$* $| < > < $* > $=w			$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
R$* $| < > < $* > 127.0.0.1		$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
R$* $| < > < $* > IPv6:$* : 1		$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
R$* $| < > < $* > $*			$: $1
')dnl

# Our name for those without a host.
SFullAddr
R$* < @ $+ . >				$1 < @ $2 >
R$* < @ $* >				$@ $1 < @ $2 >
R$+					$@ $1 < @ $j >

# What TLS must be like is not waived for anyone.
SDelay_TLS_Clt
R$*					$: $1 $| $>tls_client $&{verify} $| MAIL
R$* $| $#$*				$#$2
R$* $| $*				$: $1
')dnl

SBasic_check_rcpt
R$*					$: < $&{deliveryMode} > $1
R< d > $*				$@ deferred
R< $* > $*				$: $2
R< >					$#error $@ nouser $: "553 User address required"
R$@					$#error $@ nouser $: "553 User address required"
ifdef(`_REQUIRE_QUAL_RCPT_', `dnl
# A daemon with flag r wants a domain, but for the postmaster.
R$+					$: < ? $&{daemon_flags} > $1
R< ? $* r $* > $+			$: $3 $| $>CanonAddr $3
R$* $| postmaster			$: $1
R$* $| $+ < @ $+ >			$: $1
R$* $| $+				$#error $@ 5.5.4 $: "553 Fully qualified domain name required"
R< ? $* > $+				$: $2
')dnl
# First by the recipient, then by the client.
R$*					$: $1 $| $>Rcpt_ok $1
R$* $| $#$*				$#$2
ifdef(`_PROMISCUOUS_RELAY_', `_FOR_(`promiscuous_relay')dnl
R$*					$@ RELAY
', `dnl
R$* $| RELAY				$@ RELAY
R$* $| $*				$: $1 $| $>Relay_ok $1
R$* $| $#$*				$#$2
R$* $| RELAY				$@ RELAY
R$*					$#error _RELAY_MSG_
')dnl

SLocal_Relay_Auth

# May it go there? By who the client proved to be, or by where it goes. Out: a refusal, RELAY, or the
# recipient.
SRcpt_ok
R$*					$: $>ParseRecipient $1
R$#$*					$#$1
ifdef(`_BLOCKLIST_RCPT_', `_FOR_(`blocklist_recipients')dnl
# Recipients that the access table refuses.
R$+					$: ? $1
R? $+ < @ $=w >				$: $1 < @ $2 > $| $>SearchList < + To > $| < F : $1 @ $2 > < U : $1 @ > < D : $2 > < >
R? $+ < @ $+ >				$: $1 < @ $2 > $| $>SearchList < + To > $| < F : $1 @ $2 > < D : $2 > < >
R? $+					$: $1 $| $>SearchList < + To > $| < U : $1 @ > < >
R$* $| < REJECT >			$#error _RCPTREJ_
R$* $| < ? >				$: $1
R$* $| < $={Accept} >			$: $1
R$* $| < $+ >				$: $>AccessVerdict < $2 >
')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$*					$: $1 $| $>RelayTLS
R$* $| $#$+				$#$2
R$* $| $*				$: $1
')dnl
# Who has logged in by a mechanism of TRUST_AUTH_MECH may relay; for others the site may decide.
R$*					$: $1 $| < $&{auth_type} > $| $>Local_Relay_Auth $&{auth_type}
R$* $| < $={TrustAuthMech} > $| $*	$#RELAY
R$* $| < $* > $| $#$+			$#$3
R$* $| < $* > $| $*			$: $1
ifdef(`_NO_UUCP_REJECT_', `_FOR_(`nouucp')dnl
# Only a client that may relay may use ! in a local part.
R$* ! $*				$@ $1 ! $2
')dnl
ifdef(`_NO_PERCENT_REJECT_', `_FOR_(`nopercenthack')dnl
# Only a client that may relay may use % in a local part.
R$* % $*				$@ $1 % $2
')dnl
# Domains of ours, and those that mail is relayed to.
R$+ < @ $=w >				$@ RELAY
ifdef(`_RELAY_ENTIRE_DOMAIN_', `_FOR_(`relay_entire_domain')dnl
R$+ < @ $=m >				$@ RELAY
R$+ < @ $* . $=m >			$@ RELAY
')dnl
R$+ < @ $=R >				$@ RELAY
ifdef(`_RELAY_HOSTS_ONLY_', `', `dnl
R$+ < @ $* . $=R >			$@ RELAY
')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$+ < @ $+ >				$: $1 < @ $2 > $| $>SearchList < + To > $| ifdef(`_RELAY_FULL_ADDR_', `< F : $1 @ $2 > ')< ifdef(`_RELAY_HOSTS_ONLY_', `E', `D') : $2 > < >
R$* $| < RELAY >			$@ RELAY
R$* $| < < TMPF > >			$#error $@ 4.3.0 $: _TMPFMSG_
R$* $| < $* >				$: $1
')dnl
ifdef(`_RELAY_MX_SERVED_', `_FOR_(`relay_based_on_MX')dnl
# Domains that have us as mail exchanger.
R$+ < @ $+ >				$: $1 < @ $2 > $| < : $(mxserved $2 $: : $) : >
R$* $| < : $* < TEMP > : >		$#error $@ 4.4.0 $: "450 Can not check MX records for recipient host " $2
R$* $| < $* : $=w . : $* >		$@ RELAY
R$* $| < $* : $=w : $* >		$@ RELAY
R$* $| < $* >				$: $1
')dnl
R$+ < @ $* >				$@ $1 < @ $2 >
R$+					$@ RELAY					no host: one of ours

# user%host@relayable is looked into: where does it really go?
SParseRecipient
R$*					$: < ? > $>CanonAddr $1
R< ? > $* < @ $+ . >			< ? > $1 < @ $2 >
R< ? > $- < @ $* >			$: < ? > $(dequote $1 $) < @ $2 >
ifdef(`_LOOSE_RELAY_CHECK_', `', `dnl
R< ? > $* $=O $* < @ $+ >		$: < $4 > $1 $2 $3 < @ $4 >
R< ? > $*				$@ $1
R< $=w > $*				$: < RELAY > $2
R< $=R > $*				$: < RELAY > $2
ifdef(`_RELAY_HOSTS_ONLY_', `', `dnl
R< $+ . $=R > $*			$: < RELAY > $3
')dnl
ifdef(`_RELAY_ENTIRE_DOMAIN_', `_FOR_(`relay_entire_domain')dnl
R< $=m > $*				$: < RELAY > $2
R< $+ . $=m > $*			$: < RELAY > $3
')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R< $+ > $* < @ $+ >			$: $>ifdef(`_RELAY_HOSTS_ONLY_', `E', `D') < $1 > < ? > < + To > < $2 < @ $3 > >
R< $+ > < $+ < @ $+ > >			$: < $1 > $2 < @ $3 >
')dnl
R< RELAY > $* < @ $+ >			$@ $>ParseRecipient $1
')dnl
R< $+ > $*				$: $2

# May this client relay? Out: RELAY, a refusal, or anything else.
SRelay_ok
ifdef(`_RELAY_LOCAL_FROM_', `_FOR_(`relay_local_from')dnl
R$*					$: < ? > $>CanonAddr $&f
R< ? > $+ < @ $=w . >			$@ RELAY
')dnl
ifdef(`_RELAY_MAIL_FROM_', `_FOR_(`relay_mail_from')dnl
R$*					$: $>CanonAddr $&f
R$+ < @ $+ . >				$: $1 < @ $2 >
R$+ < @ $+ >				$: $>SearchList < ! From > $| < F : $1 @ $2 > ifdef(`_RELAY_MAIL_FROM_DOMAIN_', `< ifdef(`_RELAY_HOSTS_ONLY_', `E', `D') : $2 > ')< >
R< RELAY >				$@ RELAY
')dnl
# Its address: none or ours, in class R, or in the access table.
R$*					$: $&{client_addr}
R$@					$@ RELAY
R0					$@ RELAY
R127.0.0.1				$@ RELAY
RIPv6:0:0:0:0:0:0:0:1			$@ RELAY
RIPv6:::1				$@ RELAY
R$=R					$@ RELAY
R$=R . $*				$@ RELAY
R$=R : $*				$@ RELAY
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$+					$: $1 $| $>A < $1 > < ? > < + Connect > < >
R$* $| < RELAY > $*			$@ RELAY
ifdef(`_FFR_REJECT_IP_IN_CHECK_RCPT_', `dnl
R$* $| < REJECT > $*			$@ REJECT
')dnl
R$* $| < < TMPF > > $*			$#error $@ 4.3.0 $: _TMPFMSG_
R$* $| $*				$: $1
')dnl
ifdef(`_DRAC_', `_FOR_(`drac')dnl
R$+					$: $1 $| < $(drac $1 $: ? $) >
R$* $| < ? >				$: $1
R$* $| < $* >				$@ RELAY
')dnl
R$+					$: [ $1 ]
R$=w					$@ RELAY
# Its name, if the name leads back to the address.
R$*					$: < $&{client_resolve} >
R< TEMP >				$#error $@ 4.4.0 $: "450 Relaying temporarily denied. Cannot resolve PTR record for " $&{client_addr}
R< FORGED >				$#error $@ 5.7.1 $: "550 Relaying denied. IP name possibly forged " $&{client_name}
R< FAIL >				$#error $@ 5.7.1 $: "550 Relaying denied. IP name lookup failed " $&{client_name}
R$*					$: < ? > $&{client_name}
R< ? >					$@ RELAY
R< ? > $+ .				$: < ? > $1
R< ? > $=w				$@ RELAY
ifdef(`_RELAY_ENTIRE_DOMAIN_', `_FOR_(`relay_entire_domain')dnl
R< ? > $=m				$@ RELAY
R< ? > $* . $=m				$@ RELAY
')dnl
R< ? > $=R				$@ RELAY
ifdef(`_RELAY_HOSTS_ONLY_', `', `dnl
R< ? > $* . $=R				$@ RELAY
')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R< ? > [ $* ]				$: < ? >					no name after all
R< ? > $+				$: $>ifdef(`_RELAY_HOSTS_ONLY_', `E', `D') < $1 > < ? > < + Connect > < $1 >
R< RELAY > $*				$@ RELAY
R< < TMPF > > $*			$#error $@ 4.3.0 $: _TMPFMSG_
R< $* > < $* >				$: $2
')dnl

ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
# Is the certificate of the client one that may relay? By its issuer, and by its subject if the
# entry of the issuer says so.
SRelayTLS
R$*					$: < $&{verify} >
R< TRUSTED >				$: < OK >
R< OK >					$: : ifdef(`_CERT_REGEX_ISSUER_', `$(CERTIssuer $&{cert_issuer} $)', `$&{cert_issuer}')
R: $+					$: $>E < $1 > < ? > < ! CERTIssuer > < >
R< SUBJECT > $*				$: : ifdef(`_CERT_REGEX_SUBJECT_', `$(CERTSubject $&{cert_subject} $)', `$&{cert_subject}')
R: $+					$: $>E < $1 > < ? > < ! CERTSubject > < >
R< RELAY > $*				$#RELAY
R$*					$@ NO
', `dnl
SRelayTLS
')dnl
