divert(-1)
dnl modern.m4: FEATURE(modern_defaults). In: what the site defined, all of it. Out: more of it: flags and
dnl letters are added to the site's own, a value is set only where the site has none. Each group is left
dnl out if its NO_MODERN_ name is defined.

define(`_ADD_TO_', `define(`$1', ifdef(`$1', `defn(`$1')``$2'$3'', ``$3''))')
define(`_CHANGED_', `')

ifdef(`NO_MODERN_TLS', `', `_APPEND_(`_CHANGED_', `# - TLS 1.2 or later
')
define(`_OLD_PROTOCOLS_', `SSL_OP_NO_SSLv3 SSL_OP_NO_TLSv1 SSL_OP_NO_TLSv1_1')
_ADD_TO_(`confSERVER_SSL_OPTIONS', ` ', _OLD_PROTOCOLS_)
_ADD_TO_(`confCLIENT_SSL_OPTIONS', ` ', _OLD_PROTOCOLS_)')

ifdef(`NO_MODERN_AUTH', `', `_APPEND_(`_CHANGED_', `# - passwords in clear only inside TLS, no anonymous login
')
_ADD_TO_(`confAUTH_OPTIONS', ` ', `p y')')

ifdef(`NO_MODERN_PRIVACY', `', `_APPEND_(`_CHANGED_', `# - no VRFY, EXPN and VERB; MAIL needs a HELO
')
_DEFIFNOT(`confPRIVACY_FLAGS', `authwarnings')
_ADD_TO_(`confPRIVACY_FLAGS', `,', `needmailhelo,novrfy,noexpn,noverb')')

ifdef(`NO_MODERN_STRICT', `', `_APPEND_(`_CHANGED_', `# - no NUL in messages
')
_DEFIFNOT(`confREJECT_NUL', `true')')

ifdef(`NO_MODERN_TIMEOUTS', `', `_APPEND_(`_CHANGED_', `# - shorter waiting, no questions to ident servers
')
_DEFIFNOT(`confTO_COMMAND', `5m')
_DEFIFNOT(`confTO_DATABLOCK', `10m')
_DEFIFNOT(`confTO_STARTTLS', `5m')
_DEFIFNOT(`confTO_IDENT', `0s')')

ifdef(`NO_MODERN_LIMITS', `', `_APPEND_(`_CHANGED_', `# - limits for recipients and connections
')
_DEFIFNOT(`confMAX_RCPTS_PER_MESSAGE', `1000')
_DEFIFNOT(`confBAD_RCPT_THROTTLE', `3')
_DEFIFNOT(`MODERN_CLIENT_RATE', `60')
_DEFIFNOT(`MODERN_CLIENT_CONNECTIONS', `20')
dnl Without the feature of that name, a limit does not wait for a recipient.
define(`_LIMIT_CLIENTS_', `define(`_UNLIMITED_', 1)define(`_$2_DEFAULT_', `$1')ifdef(`_$2_', `', `
define(`_$2_', 1)ifdef(`_DELAY_CHECKS_', `define(`_$2_NOW_', 1)')')')
ifelse(MODERN_CLIENT_RATE, 0, `', `_LIMIT_CLIENTS_(MODERN_CLIENT_RATE, `RATE_CONTROL')')
ifelse(MODERN_CLIENT_CONNECTIONS, 0, `', `_LIMIT_CLIENTS_(MODERN_CLIENT_CONNECTIONS, `CONN_CONTROL')')')
