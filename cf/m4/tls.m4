divert(-1)
dnl tls.m4: who may act for whom, what TLS must be like, features and credentials by partner.
define(`_TLS_CODE_', ifdef(`TLS_PERM_ERR', ``554'', ``454''))
define(`_TLS_DSN_', ifdef(`TLS_PERM_ERR', ``5.7.0'', ``4.7.0''))
divert(0)dnl
_HEADING_(`Authentication, TLS and features')
# --- may the client say AUTH=author in MAIL? In: author
SLocal_trust_auth
Strust_auth
R$*					$: $&{auth_type} $| $1
R$@ $| $*				$#error $@ 5.7.1 $: "550 not authenticated"
R$* $| $&{auth_authen}			$@ identical
R$* $| < $&{auth_authen} >		$@ identical
R$* $| $*				$: $1 $| $>Local_trust_auth $2
R$* $| $#$*				$#$2
R$*					$#error $@ 5.7.1 $: "550 " $&{auth_authen} " not allowed to act as " $&{auth_author}

dnl _HOOK_FIRST_(ruleset, workspace of more than one part): what the site's ruleset resolves is final.
define(`_HOOK_FIRST_', `ifdef(`_LOCAL_$1_', `dnl
R$`'*					$: $`'1 $| $>Local_$1 $`'1
R$`'* $| $`'#$`'*			$`'#$`'2
ifelse(`$2', `', `R$`'* $| $`'*				$: $`'1', `R$`'* $| $`'* $| $`'*			$: $`'1 $| $`'2')
')')dnl
# --- what we offer a client. In: its name
Ssrv_features
_HOOK_FIRST_(`srv_features')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$*					$: $>D < $&{client_name} > < ? > < ! SRV_FEAT_TAG > < >
R< ? > $*				$: $>A < $&{client_addr} > < ? > < ! SRV_FEAT_TAG > < >
R< ? > $*				$: < $(access SRV_FEAT_TAG`'_TAG_DELIM_ $: ? $) >
R< ? > $*				$@ OK
R< $* < TMPF > > $*			$#temp
R< $+ > $*				$#$1
')dnl

# --- what we use of what a server offers. In: its name
Sclt_features
_HOOK_FIRST_(`clt_features')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$*					$: $>D < $&{server_name} > < ? > < ! CLT_FEAT_TAG > < >
R< ? > $*				$: $>A < $&{server_addr} > < ? > < ! CLT_FEAT_TAG > < >
R< ? > $*				$: < $(access CLT_FEAT_TAG`'_TAG_DELIM_ $: ? $) >
R< ? > $*				$@ OK
R< $* < TMPF > > $*			$#temp
R< $+ > $*				$#$1
')dnl

# --- shall we use STARTTLS with a server? In: its name
Stry_tls
_HOOK_FIRST_(`try_tls')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$*					$: $>D < $&{server_name} > < ? > < ! TLS_TRY_TAG > < >
R< ? > $*				$: $>A < $&{server_addr} > < ? > < ! TLS_TRY_TAG > < >
R< ? > $*				$: < $(access TLS_TRY_TAG`'_TAG_DELIM_ $: ? $) >
R< $* < TMPF > > $*			$#error $@ 4.3.0 $: _TMPFMSG_
R< NO > $*				$#error $@ 5.7.1 $: "550 do not try TLS with " $&{server_name} " [" $&{server_addr} "]"
R$*					$@ OK
')dnl

# --- is the connection good enough for a recipient? In: the recipient
Stls_rcpt
_HOOK_FIRST_(`tls_rcpt')dnl
ifdef(`_STS_', `_FOR_(`sts')dnl
R$*					$: $1 $| $>STS_Check $1
R$* $| $#$*				$#$2
R$* $| $*				$: $1
')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$*					$: $(macro {TLS_Name} $@ $&{server_name} $) $1
R$*					$: $1 $| $>CanonAddr $1
R$* $| $+ < @ $+ . >			$: $2 < @ $3 >
R$* $| $*				$: $2
R$+ < @ $+ >				$: $>SearchList < ! TLS_RCPT_TAG > $| < F : $1 @ $2 > < U : $1 @ > < D : $2 > < >
R< ? >					$: < $(access TLS_RCPT_TAG`'_TAG_DELIM_ $: ? $) >
R< ? >					$@ OK
R< $+ >					$@ $>TLS_connection $&{verify} $| < $1 >
R$*					$@ OK
')dnl

# --- is a client good enough? In: state of the verification $| MAIL or STARTTLS
Stls_client
R$*					$: $(macro {TLS_Name} $@ $&{client_name} $) $1
_HOOK_FIRST_(`tls_client', `state $| verb')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$* $| $*				$: $1 $| $>D < $&{client_name} > < ? > < ! TLS_CLT_TAG > < >
R$* $| $* < ? > $*			$: $1 $| $>A < $&{client_addr} > < ? > < ! TLS_CLT_TAG > < >
R$* $| $* < ? > $*			$: $1 $| < $(access TLS_CLT_TAG`'_TAG_DELIM_ $: ? $) >
R$*					$@ $>TLS_connection $1
', `dnl
R$* $| $*				$@ $>TLS_connection $1ifdef(`_STS_', ` $| < ? >')
')dnl

# --- is a server good enough? In: state of the verification
Stls_server
R$*					$: $(macro {TLS_Name} $@ $&{server_name} $) $1
_HOOK_FIRST_(`tls_server')dnl
ifdef(`_STS_', `_FOR_(`sts')dnl
R$*					$: $1 $| $>STS_secure $1
R$* $| $#$*				$#$2
R$* $| $*				$: $1
')dnl
ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$*					$: $1 $| $>D < $&{server_name} > < ? > < ! TLS_SRV_TAG > < >
R$* $| $* < ? > $*			$: $1 $| $>A < $&{server_addr} > < ? > < ! TLS_SRV_TAG > < >
R$* $| $* < ? > $*			$: $1 $| < $(access TLS_SRV_TAG`'_TAG_DELIM_ $: ? $) >
', `ifdef(`_STS_', `dnl
R$*					$: $1 $| < ? >
')')dnl
R$*					$@ $>TLS_connection $1

ifdef(`_FFR_TLS_ALTNAMES', `define(`_CERT_ALTNAMES_', 1)')dnl
ifdef(`_ACCESS_TABLE_', `define(`_TLS_REQUIREMENTS_', 1)')dnl
ifdef(`_STS_', `define(`_TLS_REQUIREMENTS_', 1)')dnl
ifdef(`_TLS_REQUIREMENTS_', `dnl
# --- In: state $| < requirement >. The requirement is ? or
# [PERM+|TEMP+]  VERIFY[:bits] | ENCR:bits  [+ more ++ more]; it becomes < code:dsn > < requirement >.
STLS_connection
R$* $| < $* < TMPF > > $*		$#error $@ 4.3.0 $: _TMPFMSG_
R$* $| < PERM + $+ > $*			$: $1 $| < 503:5.7.0 > < $2 >
R$* $| < TEMP + $+ > $*			$: $1 $| < 403:4.7.0 > < $2 >
R$* $| < VERIFY $* > $*			$: $1 $| < _TLS_CODE_:_TLS_DSN_ > < VERIFY $2 >
R$* $| < ENCR : $+ > $*			$: $1 $| < _TLS_CODE_:_TLS_DSN_ > < ENCR : $2 >
# Reduced to: state $| < code:dsn > < VERIFY or ENCR : bits > < more >
R$* $| < $+ > < VERIFY : $- >		$: $1 $| < $2 > < VERIFY : $3 > < >
R$* $| < $+ > < VERIFY >		$: $1 $| < $2 > < VERIFY : 0 > < >
R$* $| < $+ > < VERIFY : $- + $+ >	$: $1 $| < $2 > < VERIFY : $3 > < $4 >
R$* $| < $+ > < VERIFY + $+ >		$: $1 $| < $2 > < VERIFY : 0 > < $3 >
R$* $| < $+ > < ENCR : $- >		$: $1 $| < $2 > < ENCR : $3 > < >
R$* $| < $+ > < ENCR : $- + $+ >	$: $1 $| < $2 > < ENCR : $3 > < $4 >
# There must have been a handshake.
RNONE $| < $- : $+ > < VERIFY : $- > < $* >	$#error $@ $2 $: $1 " other side does not support STARTTLS"
RSOFTWARE $| < $- : $+ > < $- : $- > < $* >	$#error $@ $2 $: $1 " TLS handshake failed."
RPROTOCOL $| < $- : $+ > < $- : $- > < $* >	$#error $@ $2 $: $1 " STARTTLS failed."
RCONFIG $| < $- : $+ > < $- : $- > < $* >	$#error $@ $2 $: $1 " STARTTLS temporarily not possible."
RCLEAR $| < $- : $+ > < VERIFY : $- > < $* >	$#error $@ $2 $: $1 " STARTTLS disabled locally"
RDANE_FAIL $| < $- : $+ > < $- : $- > < $* >	$#error $@ $2 $: $1 " DANE check failed."
# The certificate must be verified.
ROK $| < $+ > < VERIFY : $- > < $* >	$: OK $| < $1 > < ENCR : $2 > < $3 >
RTRUSTED $| < $+ > < VERIFY : $- > < $* >	$: OK $| < $1 > < ENCR : $2 > < $3 >
RNOT $| < $- : $+ > < VERIFY : $- > < $* >	$#error $@ $2 $: $1 " no authentication requested"
RFAIL $| < $- : $+ > < VERIFY : $- > < $* >	$#error $@ $2 $: $1 " authentication failed"
RNO $| < $- : $+ > < VERIFY : $- > < $* >	$#error $@ $2 $: $1 " not authenticated"
R$@ $| < $- : $+ > < VERIFY : $- > < $* >	$#error $@ $2 $: $1 " authentication required"
R$+ $| < $- : $+ > < VERIFY : $- > < $* >	$#error $@ $3 $: $2 " authentication failure " $5
# The key must be long enough, that of TLS or that of AUTH; what else the requirement wants follows.
R$* $| < $- : $+ > < ENCR : $- > < $* >	$: < $2 : $3 > < $5 > $4 $| $>max $&{cipher_bits} : $&{auth_ssf}
R< $+ > < $* > $- $| $-			$: < $1 > < $2 > $4 : $3 $| $(arith l $@ $4 $@ $3 $: TRUE $)
R< $- : $+ > < $* > $- : $- $| TRUE	$#error $@ $2 $: $1 " encryption too weak " $4 " less than " $5
R< $+ > < $+ + + $* > $+		$@ $>TLS_req < $2 > < $3 > $| < $1 >
R< $+ > < $+ > $+			$@ $>TLS_req < $2 > < > $| < $1 >
# Nothing is required, but the handshake failed.
RSOFTWARE $| $*				$#error $@ _TLS_DSN_ $: "_TLS_CODE_ TLS handshake failed."
RDANE_FAIL $| $*			$#error $@ _TLS_DSN_ $: "_TLS_CODE_ DANE check failed."
RPROTOCOL $| $*				$#error $@ _TLS_DSN_ $: "_TLS_CODE_ STARTTLS failed."
RCONFIG $| $*				$#error $@ _TLS_DSN_ $: "_TLS_CODE_ STARTTLS temporarily not possible."
R$* $| $*				$@ OK

# --- the greater one. In: number or nothing : number or nothing
Smax
R:					0
R: $-					$1
R$- :					$1
R$- : $-				$: $(arith l $@ $1 $@ $2 $) : $1 : $2
RTRUE : $- : $-				$2
R$- : $- : $-				$2

# --- more conditions. In: < one > < more, divided by ++ > $| < code:dsn >
STLS_req
R$@ $| $*				$@ OK
R< CN > < $* > $| < $+ >		$: < CN : $&{TLS_Name} > < $1 > $| < $2 >
R< CN : $&{cn_subject} > < $* > $| < $+ >	$: $1 $| < $2 >
ifdef(`_CERT_ALTNAMES_', `_FOR_(`check_cert_altnames')dnl
R< CN : $={cert_altnames} > < $* > $| < $+ >	$: $2 $| < $3 >
')dnl
R< CN : $+ > < $* > $| < $- : $+ >	$#error $@ $4 $: $3 " CN " $&{cn_subject} " does not match " $1
R< CS : $&{cert_subject} > < $* > $| < $+ >	$: $1 $| < $2 >
R< CS : $+ > < $* > $| < $- : $+ >	$#error $@ $4 $: $3 " Cert Subject " $&{cert_subject} " does not match " $1
R< CI : $&{cert_issuer} > < $* > $| < $+ >	$: $1 $| < $2 >
R< CI : $+ > < $* > $| < $- : $+ >	$#error $@ $4 $: $3 " Cert Issuer " $&{cert_issuer} " does not match " $1
ifdef(`_ACCESS_TABLE_', `dnl
R< CITag : $- > < $* > $| < $+ >	$: < $(access $1`'_TAG_DELIM_`'$&{cert_issuer} $: ? $) > < $2 > $| < $3 >
R< ? > < $* > $| < $- : $+ >		$#error $@ $3 $: $2 " Cert Issuer " $&{cert_issuer} " not acceptable"
R< OK > < $* > $| < $+ >		$: $1 $| < $2 >
')dnl
R$@ $| $*				$@ OK
R< $* > < $* > $*			$@ < $1 > < $2 > $3				no condition that we know
R$+ + + $* $| < $+ >			$@ $>TLS_req < $1 > < $2 > $| < $3 >
R$+ $| < $+ >				$@ $>TLS_req < $1 > < > $| < $2 >
', `dnl
# --- In: state
STLS_connection
RSOFTWARE				$#error $@ _TLS_DSN_ $: "_TLS_CODE_ TLS handshake failed."
RDANE_FAIL				$#error $@ _TLS_DSN_ $: "_TLS_CODE_ DANE check failed."
RPROTOCOL				$#error $@ _TLS_DSN_ $: "_TLS_CODE_ STARTTLS failed."
RCONFIG					$#error $@ _TLS_DSN_ $: "_TLS_CODE_ STARTTLS temporarily not possible."
')dnl

ifdef(`_STS_', `include(_CF_DIR_`m4/sts.m4')')dnl
# --- credentials for a server. In: its name
Sauthinfo
ifdef(`_AUTHINFO_TABLE_', `_FOR_(`authinfo')dnl
R$*					$: < $(authinfo AuthInfo:$&{server_name} $: ? $) >
R< ? >					$: < $(authinfo AuthInfo:$&{server_addr} $: ? $) >
R< ? >					$: < $(authinfo AuthInfo: $: ? $) >
R< ? >					$@ no
R< $* >					$#$1
', `ifdef(`_ACCESS_TABLE_', `_FOR_(`access_db')dnl
R$*					$: $>D < $&{server_name} > < ? > < ! AuthInfo > < >
R< ? > $*				$: $>A < $&{server_addr} > < ? > < ! AuthInfo > < >
R< ? > $*				$: < $(access AuthInfo`'_TAG_DELIM_ $: ? $) >
R< ? > $*				$@ no
R< < $+ > > $*				$#< $1 >
R< $* > $*				$#$1
')')dnl
