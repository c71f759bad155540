divert(-1)
dnl HACK(virthost_by_ip): greeting and Received lines name the address that the client connected to, for a host that
dnl is a different one on each of its addresses.
divert(0)dnl
VERSIONID(`hack virthost_by_ip')dnl
divert(-1)
define(`_NAME_OF_INTERFACE_', `$?{if_name}${if_name}$|$j$.')
define(`confSMTP_LOGIN_MSG', `_NAME_OF_INTERFACE_ Sendmail $v/$Z; $b; (No UCE/UBE) $?{client_addr}logging access from: ${client_name}(${client_resolve})-$_$.')
define(`_REC_BY_', `$.by _NAME_OF_INTERFACE_ ($v/$Z)$?r with $r$. id $i$?{tls_version}')
define(`confRECEIVED_HEADER', `_REC_HDR_
	_REC_FULL_AUTH_
	_REC_BY_
	_REC_TLS_
	_REC_END_')
