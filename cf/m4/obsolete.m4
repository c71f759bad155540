divert(-1)
dnl obsolete.m4: names of old that still do something, or say what to use instead.

dnl _SPLIT_(macro name, name before the slash, name after it)
define(`_SPLIT_', `ifelse(index($1, `/'), `-1', `define(`$2', $1)',
`define(`$2', substr($1, 0, index($1, `/')))define(`$3', substr($1, incr(index($1, `/'))))')')
ifdef(`confMESSAGE_TIMEOUT', `_SPLIT_(`confMESSAGE_TIMEOUT', `confTO_QUEUERETURN', `confTO_QUEUEWARN')')
ifdef(`confDEF_GROUP_ID', `_ERROR_(`confDEF_GROUP_ID is obsolete: use confDEF_USER_ID as user:group')')
ifelse(index(defn(`confMIN_FREE_BLOCKS'), `/'), `-1', `',
`_ERROR_(`confMIN_FREE_BLOCKS with two numbers is obsolete: use confMAX_MESSAGE_SIZE for the second')')
ifdef(`confREAD_TIMEOUT', `_ERROR_(`confREAD_TIMEOUT is obsolete: use the confTO_ names')')
ifdef(`confAUTO_REBUILD', `_WARNING_(`confAUTO_REBUILD is gone: run newaliases')')
ifdef(`confUNSAFE_GROUP_WRITES', `_WARNING_(`confUNSAFE_GROUP_WRITES is deprecated: use confDONT_BLAME_SENDMAIL')')
ifdef(`confDAEMON_OPTIONS', `_WARNING_(`confDAEMON_OPTIONS is obsolete: use DAEMON_OPTIONS()')
DAEMON_OPTIONS(`confDAEMON_OPTIONS')')
ifdef(`confCLIENT_OPTIONS', `_WARNING_(`confCLIENT_OPTIONS is obsolete: use CLIENT_OPTIONS()')
CLIENT_OPTIONS(`confCLIENT_OPTIONS')')
ifdef(`confDELIVERY_MODE', `ifelse(substr(confDELIVERY_MODE, 0, 1), `d',
`_WARNING_(`with deferred delivery mode the rules against spam are not available')')')
