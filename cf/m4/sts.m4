divert(-1)
dnl sts.m4: policies of recipients' domains (MTA-STS), for tls.m4.
divert(0)dnl

# --- the policy of the recipient's domain. Out: none, < TMPF >, or secure and its conditions
SSTS_Policy
R$*					$: $&{rcpt_addr}
R$* @ $+				$: $(sts $2 $: none $)
R$* < TMPF >				$@ < TMPF >
Rsecure $*				$@ secure $1
R$*					$@ none

# --- is a name among those? In: name $| : name : .domain : ... :
STLS_NameInList
R$+ $| $*				$: $(macro {TLS_Name} $@ $1 $) $1 $| $2
R$* $| $* : $&{TLS_Name} : $*		$@ ok
R$- $+ $| $*				$: $(macro {TLS_Name} $@ $2 $) $1 $2 $| $3
R$* $| $* : $&{TLS_Name} : $*		$@ ok

# --- may this host get mail for the recipient?
SSTS_Check
R$*					$: $>STS_Policy
R< TMPF >				$#error $@ 4.7.0 $: 450 STS lookup temp fail
Rnone					$@ ok
Rsecure					$: ok
Rsecure $+				$: < $(stsmatch $1 $) > $| $&{server_name}
R< $+ > $| $*				$: < $1 > $>TLS_NameInList $2 $| : $1 :
R< $+ > ok				$: ok
R< $+ > [ $* ] $*			$#error $@ 4.7.0 $: "450 [" $2 "] not found in " $1
R< $+ > $*				$#error $@ 4.7.0 $: 450 $&{server_name} not found in " " $1
ifdef(`_STS_NO_SAN_', `', `dnl
# The certificate must have its name, or that of all hosts of the domain (RFC 8461, 4.1).
Rok					$: $&{server_name}
R$={cert_altnames}			$@ ok
R[ $* ]					$#error $@ 4.7.0 $: "450 [" $1 "] not listed in SANs"
R$- . $+				$: *.$2
R$={cert_altnames}			$@ ok
R$*					$#error $@ 4.7.0 $: 450 $&{server_name} not listed in SANs
')dnl

# --- is the connection good enough for it? In: state of the verification
SSTS_secure
R$*					$: $1 $| $>STS_Policy
R$* $| < TMPF >				$#error $@ 4.7.0 $: 450 STS lookup temp fail
R$* $| secure $*			$@ $>TLS_connection $1 $| < TEMP + VERIFY : 128 >
R$*					$@ ok

# --- what a session is to be like. In: name $| address
SSet_SNI
R$*					$: $1 $| $>STS_Policy
R$* $| < TMPF >				$#error $@ 4.7.0 $: 450 STS lookup temp fail
R$* $| secure $* servername=hostname $*	$: $1 $| < $(stsmatch $2.servername=hostname $) >
R$* $| < $+ >				$: $1 $| $>TLS_NameInList $1 $| : $2 :
R$* $| ok				$@ $(macro {sts_sni} $@ $1 $) sts=secure;servername=hostname
R$*					$@ ""

Stls_clt_features
R$* $| $*				$: $1 $| ifdef(`_TLS_SESSION_FEATURES_', `$>tls_clt_feat_acc $1 $| $2')
R$* $| $*				$: $2 $| $>Set_SNI $1
R$* $| $#$*				$#$2
R$@ $| $*				$@ $1
R"" $| $*				$@ $1
R$* $| ""				$@ $1
R$* $| $*				$@ $1;$2
