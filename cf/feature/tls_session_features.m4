divert(-1)
dnl FEATURE(tls_session_features): settings of a TLS session by partner, from the access table.
divert(0)dnl
VERSIONID(`feature tls_session_features')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`FEATURE(tls_session_features) needs FEATURE(access_db)')')
define(`_TLS_SESSION_FEATURES_', 1)
PUSHDIVERT(9)_ASKED_()dnl
# Settings of TLS sessions. In: name $| address
Stls_srv_features
R$+ $| $+				$: $>D < $1 > < ? > < ! TLS_Srv_features > < $2 >
R< ? > < $+ >				$: $>A < $1 > < ? > < ! TLS_Srv_features > < >
R< ? > $*				$@
R< $+ > $*				$@ $1

ifdef(`_STS_', `Stls_clt_feat_acc', `Stls_clt_features')
R$+ $| $+				$: $>D < $1 > < ? > < ! TLS_Clt_features > < $2 >
R< ? > < $+ >				$: $>A < $1 > < ? > < ! TLS_Clt_features > < >
R< ? > $*				$@
R< $+ > $*				$@ $1
POPDIVERT()
