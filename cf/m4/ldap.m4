divert(-1)
dnl ldap.m4: recipients routed by mailHost and mailRoutingAddress.
divert(0)dnl
_HEADING_(`LDAPExpand: where the directory wants a recipient')
# In: < address > < key > < detail >. Looks up the routing address and the mail host of the key.
SLDAPExpand
R< $+ > < $+ > < $* >			$: < $(ldapmra $2 $: ? $) > < $(ldapmh $2 $: ? $) > < $1 > < $2 > < $3 >
# A directory that does not answer: later, by the queue or, at the wish of the site, by the client.
R< $* < TMPF > > < $* > < $+ > < $* > < $* >	$: $&{opMode} $| < T > < $3 >
R< $* > < $* < TMPF > > < $+ > < $* > < $* >	$: $&{opMode} $| < T > < $3 >
ifelse(defn(`_LDAP_TEMP_'), `tempfail', `dnl
Rs $| < T > $*				$#error $@ 4.3.0 $: _TMPFMSG_
Rd $| < T > $*				$#error $@ 4.3.0 $: _TMPFMSG_
')dnl
R$* $| < T > < $* >			$@ $2
ifelse(defn(`_LDAP_DETAIL_'), `preserve', `dnl
# The detail goes on.
R< $+ @ $+ > < $* > < $+ > < $+ > < + $* >	$: < $1 + $6 @ $2 > < $3 > < $4 > < $5 > < + $6 >
')dnl
# Our own host with no other address: it stays here.
R< ? > < $=w > < $+ > < $+ > < $* >	$@ $2
R< $+ > < $=w > < $+ > < $+ > < $* >	$: < $1 > < ? > < $3 > < $4 > < $5 >
# Only another address, only another host, or both.
R< ? > < ? > < $+ > < $+ > < $* >	$: none < $1 > < $2 > < $3 >
R< $+ > < ? > < $+ > < $+ > < $* >	$@ $>Parse0 $>canonify $1
R< ? > < $+ > < $+ > < $+ > < $* >	ifdef(`_MAILER_TABLE_', `$@ $>LDAPMailertable < $1 > $2', `$#_RELAY_MAILER_ $@ $1 $: $2')
R< $+ > < $+ > < $+ > < $+ > < $* >	ifdef(`_MAILER_TABLE_', `$@ $>LDAPMailertable < $2 > $>canonify $1', `$#_RELAY_MAILER_ $@ $2 $: $>canonify $1')
ifdef(`_LDAP_DETAIL_', `_FOR_(`ldap_routing')dnl
# Without the detail.
Rnone < $+ > < $+ + $* @ $+ > < >	$@ $>LDAPExpand < $1 > < $2 @ $4 > < + $3 >
')dnl
ifdef(`_LDAP_NODOMAIN_', `', `dnl
# The whole domain.
Rnone < $+ > < $+ @ $+ > < $* >		$@ $>LDAPExpand < $1 > < @ $3 > < $4 >
')dnl
ifelse(defn(`_LDAP_BOUNCE_'), `', `dnl
Rnone < $+ > < $* > < $* >		$@ $1
', `dnl
Rnone < $+ > < $* > < $* >		$#error $@ nouser $: "550 User unknown"
')dnl
ifdef(`_MAILER_TABLE_', `dnl

# A mail host may have an entry in the mailer table. In: < host > address
SLDAPMailertable
R< $+ > $*				$: < $(mailertable $1 $) > $2
R< $- : $* > $*				$@ $>MailerToTriple < $1 : $2 > $3
R< $+ > $*				$: < $1 > $>Mailertable < $1 > $2
R< $+ > $#$*				$#$2
R< $+ > $*				$#_RELAY_MAILER_ $@ $1 $: $2
')dnl
