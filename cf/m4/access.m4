divert(-1)
dnl access.m4: looking things up in the access table. What the searches have in common stands in
dnl look.m4 (ask for the key with its tag and, if the mark is +, without) and found.m4 (hand it back).
define(`_LOOK_', `include(_CF_DIR_`m4/look.m4')')
define(`_FOUND_', `define(`_STOPS_', `$1')include(_CF_DIR_`m4/found.m4')')
dnl The words before the keys are not for the site to choose.
define(`_TAG_DELIM_', `:')
define(`TLS_SRV_TAG', `TLS_Srv')
define(`TLS_CLT_TAG', `TLS_Clt')
define(`TLS_RCPT_TAG', `TLS_Rcpt')
define(`TLS_TRY_TAG', `Try_TLS')
define(`SRV_FEAT_TAG', `Srv_Features')
define(`CLT_FEAT_TAG', `Clt_Features')
divert(0)dnl
_HEADING_(`The access table: D domains, A addresses, E exactly, F full addresses, U users')
# In: < what > < default > < mark tag > < passed on >. Out: < value or default > < passed on >.
# The mark is + where an entry without the tag counts too, ! where not.

# A domain, or else one it is in.
SD
_LOOK_()dnl
ifdef(`_LOOKUP_DOT_DOMAIN_', `_FOR_(`lookupdotdomain')dnl
R< ? > < $- . $+ > < $+ > < $- $- > < $* >	$: < $(access $5`'_TAG_DELIM_`'.$2 $: ? $) > < $1 . $2 > < $3 > < $4 $5 > < $6 >
R< ? > < $- . $+ > < $+ > < + $- > < $* >	$: < $(access .$2 $: ? $) > < $1 . $2 > < $3 > < + $4 > < $5 >
')dnl
R< ? > < $- . $+ > < $+ > < $- $- > < $* >	$@ $>D < $2 > < $3 > < $4 $5 > < $6 >
ifdef(`_FFR_LOOKUPTAG_', `dnl
R< ? > < $+ > < $+ > < ! $- > < $* >	$: < $(access $3`'_TAG_DELIM_ $: ? $) > < $1 > < $2 > < ! $3 > < $4 >
')dnl
_FOUND_(`at SKIP')dnl

# An IPv4 or IPv6 address, or else a network it is in.
SA
_LOOK_()dnl
ifdef(`NO_NETINET6', `', `dnl
R< ? > < $+ : : $- > < $+ > < $- $- > < $* >	$@ $>A < $1 > < $3 > < $4 $5 > < $6 >
R< ? > < $+ : $- > < $+ > < $- $- > < $* >	$@ $>A < $1 > < $3 > < $4 $5 > < $6 >
')dnl
R< ? > < $+ . $- > < $+ > < $- $- > < $* >	$@ $>A < $1 > < $3 > < $4 $5 > < $6 >
_FOUND_(`at SKIP')dnl

# Exactly this.
SE
_LOOK_()dnl
_FOUND_()dnl

# user+detail@domain, user+*@domain, user@domain.
SF
_LOOK_()dnl
R< ? > < $+ + * @ $+ > < $+ > < $- $- > < $* >	$@ $>F < $1 @ $2 > < $3 > < $4 $5 > < $6 >
R< ? > < $+ + $* @ $+ > < $+ > < $- $- > < $* >	$@ $>F < $1 + * @ $3 > < $4 > < $5 $6 > < $7 >
_FOUND_()dnl

# user+detail@, user+*@, user@.
SU
_LOOK_()dnl
R< ? > < $+ + * @ > < $+ > < $- $- > < $* >	$@ $>U < $1 @ > < $2 > < $3 $4 > < $5 >
R< ? > < $+ + $* @ > < $+ > < $- $- > < $* >	$@ $>U < $1 + * @ > < $3 > < $4 $5 > < $6 >
_FOUND_()dnl

# Several searches: < mark tag > $| < letter : what > < letter : what > ... < >, until one finds
# something. Out: < value > or < ? >.
SSearchList
R< $- $- > $| < F : $+ > $*		$: $>F < $3 > < ? > < $1 $2 > < $1 $2 $| $4 >
R< $- $- > $| < D : $+ > $*		$: $>D < $3 > < ? > < $1 $2 > < $1 $2 $| $4 >
R< $- $- > $| < U : $+ > $*		$: $>U < $3 > < ? > < $1 $2 > < $1 $2 $| $4 >
R< $- $- > $| < E : $+ > $*		$: $>E < $3 > < ? > < $1 $2 > < $1 $2 $| $4 >
ifdef(`_FFR_SRCHLIST_A', `dnl
R< $- $- > $| < A : $+ > $*		$: $>A < $3 > < ? > < $1 $2 > < $1 $2 $| $4 >
')dnl
R< ? > < $- $- $| < > >			$@ < ? >
R< ? > < $- $- $| >			$@ < ? >
R< ? > < $- $- $| $+ >			$@ $>SearchList < $1 $2 > $| $3
R< $* > < $- $- $| $* >			$@ < $1 >
R$*					$@ < ? >

# What the value of an entry does. In: < value >. Out: a refusal, or the word itself.
SAccessVerdict
R< < TMPF > >				$#error $@ 4.3.0 $: _TMPFMSG_
R< OK >					$@ OK
R< RELAY >				$@ RELAY
R< REJECT >				$#error _REJECT_
R< DISCARD >				$#discard $: discard
R< QUARANTINE : $+ >			$#error $@ quarantine $: $1
R< ERROR : $- . $- . $- : $+ >		$#error $@ $1.$2.$3 $: $4
R< ERROR : $+ >				$#error $: $1
R< $+ >					$#error $: $1
