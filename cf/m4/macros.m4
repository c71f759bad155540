divert(-1)
dnl macros.m4: the words a .mc file may use. In: nothing. Out: definitions only; text goes into
dnl diversions that proto.m4 gathers: 1 LOCAL_NET_CONFIG, 2 LOCAL_RULE_3, 3 LOCAL_RULE_0, 4 LOCAL_UUCP,
dnl 5 classes, 6 LOCAL_CONFIG, 7 mailers, 8 LOCAL_DNSBL, 9 rulesets of the site.

dnl ---- helpers -----------------------------------------------------------------------------------
dnl _DEFIFNOT(name, value): a default that the site may have set before.
define(`_DEFIFNOT', `ifdef(`$1', `', `define(`$1', `$2')')')
dnl _APPEND_(name, text): the text goes to the end of the value of name.
define(`_APPEND_', `define(`$1', defn(`$1')`$2')')
dnl _OPTINS(name, before, after): the value of name with text around it, or nothing.
define(`_OPTINS', `ifdef(`$1', `$2'$1`$3')')
define(`CONCAT', `$1$2$3$4$5$6$7')
dnl DOL(n) is a reference to the n-th match, written where m4 would take it for its own argument.
define(`DOL', ``$'$1')
define(`lower', `translit(`$1', `ABCDEFGHIJKLMNOPQRSTUVWXYZ', `abcdefghijklmnopqrstuvwxyz')')
define(`strcasecmp', `ifelse(lower(`$1'), lower(`$2'), 1, 0)')
define(`_ONE_LINE_', `translit(`$1', `
	', `  ')')

define(`_PLACE_', `ifdef(`_WHERE_', `_WHERE_', `__file__:__line__')')
define(`_ERROR_', `errprint(`*** ERROR: '_PLACE_: `$1
')')
define(`_WARNING_', `errprint(`*** WARNING: '_PLACE_: `$1
')')

dnl _AT_THE_END_(text): expanded when the site has said all, as if at this place.
define(`_AT_THE_END_', `_APPEND_(`_LAST_CHECKS_', _WITH_PLACE_(_PLACE_, `$1'))')
define(`_WITH_PLACE_', ``pushdef(`_WHERE_', `$1')$2`'popdef(`_WHERE_')'')
dnl _NEEDS_(what asks, macro that what it needs defines, what it needs): in any order.
define(`_NEEDS_', `_AT_THE_END_(`ifdef(`$2', `', `_ERROR_(`$1 needs $3')')')')

dnl PUSHDIVERT(n) and POPDIVERT: write elsewhere for a while.
define(`PUSHDIVERT', `pushdef(`_DIVERSION_', divnum)divert($1)')
define(`POPDIVERT', `divert(_DIVERSION_)popdef(`_DIVERSION_')')

dnl What a reader of the .cf wants to know: which line of the .mc asked for this. Only the last part of
dnl the file's name is told, so that the text does not depend on where the file is.
dnl _ASKED_(macro): a comment with the place and the name of the macro that is expanded now, or of the
dnl part of the library that calls it.
define(`_ASKED_', ``# 'patsubst(_PLACE_, `^.*/')` 'ifdef(`_WHO_', `_WHO_', ``$1'')
')
dnl _KEPT_(text): the text, to be kept in a macro without being expanded again.
define(`_KEPT_', ``$@'')
dnl _FOR_(feature): the comment, in front of the rules that a feature brings.
define(`_FOR_', `ifdef(`_ASKED_FOR_$1_', `_ASKED_FOR_$1_`'')')

dnl _HEADING_(text): the line above a section of the generated file.
define(`_HEADING_', `
######################################################################
###  $1
######################################################################
')

dnl ---- parts of the library -------------------------------------------------------------------------
dnl _LOAD_(folder, name, macro that the site wrote). If there is no such file, m4 says so, and where.
define(`_LOAD_',
`ifdef(`_WHERE_', `', `define(`_SITE_FILE_', __file__)')pushdef(`_WHO_', ifdef(`_WHO_', `defn(`_WHO_')', ```$3($2)'''))pushdef(`_WHERE_', _PLACE_)dnl
include(_CF_DIR_`$1/$2.m4')dnl
popdef(`_WHERE_')popdef(`_WHO_')dnl
')

define(`VERSIONID', `PUSHDIVERT(0)#####  _ONE_LINE_(`$1')`'ifdef(`_WHERE_', ` ('patsubst(_WHERE_, `^.*/')`)')  #####
POPDIVERT()')

define(`_WITH_ARGS_',
`pushdef(`_ARGS_', `shift($@)')pushdef(`_ARG_', `$2')pushdef(`_ARG1_', `$2')pushdef(`_ARG2_', `$3')dnl
pushdef(`_ARG3_', `$4')pushdef(`_ARG4_', `$5')pushdef(`_ARG5_', `$6')pushdef(`_ARG6_', `$7')dnl
pushdef(`_ARG7_', `$8')pushdef(`_ARG8_', `$9')pushdef(`_ARG9_', `$10')')
dnl Outside of all such files they are empty.
define(`_ARGS_', `')define(`_ARG_', `')define(`_ARG1_', `')define(`_ARG2_', `')define(`_ARG3_', `')define(`_ARG4_', `')
define(`_ARG5_', `')define(`_ARG6_', `')define(`_ARG7_', `')define(`_ARG8_', `')define(`_ARG9_', `')
define(`_WITHOUT_ARGS_',
`popdef(`_ARGS_', `_ARG_', `_ARG1_', `_ARG2_', `_ARG3_', `_ARG4_', `_ARG5_', `_ARG6_', `_ARG7_', `_ARG8_', `_ARG9_')')

define(`OSTYPE', `ifelse($#, 0, ``$0'', `PUSHDIVERT(-1)
ifdef(`__OSTYPE__',
  `_ERROR_(`duplicate OSTYPE: `$1' after '__OSTYPE__)',
  `define(`__OSTYPE__', `$1')_WITH_ARGS_($@)
_LOAD_(`ostype', `$1', `OSTYPE')
_WITHOUT_ARGS_()')
POPDIVERT()')')

define(`DOMAIN', `ifelse($#, 0, ``$0'', `PUSHDIVERT(-1)
_WITH_ARGS_($@)
_LOAD_(`domain', `$1', `DOMAIN')
_WITHOUT_ARGS_()
POPDIVERT()')')

define(`FEATURE', `ifelse($#, 0, ``$0'', `PUSHDIVERT(-1)
ifdef(`_MAILERS_', `_ERROR_(`FEATURE(`$1') must stand before MAILER('_FIRST_MAILER_`)')')
define(`_ASKED_FOR_$1_', _KEPT_(_ASKED_(`FEATURE($1)')))
_WITH_ARGS_($@)
_LOAD_(`feature', `$1', `FEATURE')
_WITHOUT_ARGS_()
POPDIVERT()')')

define(`HACK', `ifelse($#, 0, ``$0'', `PUSHDIVERT(-1)
_WITH_ARGS_($@)
_LOAD_(`hack', `$1', `HACK')
_WITHOUT_ARGS_()
POPDIVERT()')')

define(`MAILER', `ifelse($#, 0, ``$0'', `PUSHDIVERT(-1)
ifdef(`_MAILER_$1_', `ifelse(`$2', `', `_ERROR_(`MAILER(`$1') already included')', `_MAILER_FILE_($@)')',
  `_MAILER_FILE_($@)')
POPDIVERT()')')
define(`_MAILER_FILE_', `_DEFIFNOT(`_FIRST_MAILER_', `$1')define(`_MAILERS_', 1)dnl
define(`_MAILER_$1_', 1)PUSHDIVERT(7)
_ASKED_(`MAILER($1)')POPDIVERT()pushdef(`_MAILER_NAME_', ifelse(`$2', `', ``$1'', ``$2''))dnl
_WITH_ARGS_($@)_LOAD_(`mailer', `$1', `MAILER')_WITHOUT_ARGS_()popdef(`_MAILER_NAME_')')

define(`SITECONFIG', `PUSHDIVERT(5)_ASKED_(`SITECONFIG($1)')dnl
D$3$2
ifelse(`$3', `U', `Cw$2 $2.UUCP
')dnl
POPDIVERT()PUSHDIVERT(-1)pushdef(`_SITE_CLASS_', `$3')pushdef(`_SITE_HOST_', `$2')
_LOAD_(`siteconfig', `$1', `SITECONFIG')
popdef(`_SITE_CLASS_')popdef(`_SITE_HOST_')POPDIVERT()')
define(`SITE', `ifelse($#, 0, ``$0'', `PUSHDIVERT(5)dnl
C`'ifelse(_SITE_CLASS_, `U', `ifelse(`$2', `S', `Y', `U')', _SITE_CLASS_)$1
POPDIVERT()')')

dnl ---- text of the site -----------------------------------------------------------------------------
define(`MAILER_DEFINITIONS', `divert(7)_ASKED_(`MAILER_DEFINITIONS')dnl')
define(`LOCAL_CONFIG', `divert(6)_ASKED_(`LOCAL_CONFIG')dnl')
define(`LOCAL_RULE_0', `divert(3)_ASKED_(`LOCAL_RULE_0')dnl')
define(`LOCAL_RULE_1', `divert(9)_ASKED_(`LOCAL_RULE_1')dnl
ifdef(`_RULE_1_', `', `define(`_RULE_1_', 1)
# Every sender address.
Ssender=1')')
define(`LOCAL_RULE_2', `divert(9)_ASKED_(`LOCAL_RULE_2')dnl
ifdef(`_RULE_2_', `', `define(`_RULE_2_', 1)
# Every recipient address.
Srecipient=2')')
define(`LOCAL_RULE_3', `divert(2)_ASKED_(`LOCAL_RULE_3')dnl')
define(`LOCAL_RULESETS', `divert(9)_ASKED_(`LOCAL_RULESETS')dnl')
define(`LOCAL_NET_CONFIG', `define(`_LOCAL_RULES_', 1)divert(1)_ASKED_(`LOCAL_NET_CONFIG')dnl')
define(`LOCAL_UUCP', `divert(4)_ASKED_(`LOCAL_UUCP')dnl')
define(`LOCAL_DNSBL', `divert(8)_ASKED_(`LOCAL_DNSBL')dnl')
dnl Hooks that run before the standard body of a ruleset.
define(`_LOCAL_HOOK_', `define(`_LOCAL_$1_', 1)ifdef(`_MAILERS_', `',
`_WARNING_(`LOCAL_$2 should stand after MAILER()')')divert(9)_ASKED_(`LOCAL_$2')dnl
SLocal_$1')
define(`LOCAL_SRV_FEATURES', `_LOCAL_HOOK_(`srv_features', `SRV_FEATURES')')
define(`LOCAL_CLT_FEATURES', `_LOCAL_HOOK_(`clt_features', `CLT_FEATURES')')
define(`LOCAL_TRY_TLS', `_LOCAL_HOOK_(`try_tls', `TRY_TLS')')
define(`LOCAL_TLS_RCPT', `_LOCAL_HOOK_(`tls_rcpt', `TLS_RCPT')')
define(`LOCAL_TLS_CLIENT', `_LOCAL_HOOK_(`tls_client', `TLS_CLIENT')')
define(`LOCAL_TLS_SERVER', `_LOCAL_HOOK_(`tls_server', `TLS_SERVER')')
define(`UUCPSMTP', `PUSHDIVERT(2)_ASKED_(`$0')dnl
R DOL(*) < @ $1 .UUCP > DOL(*)	DOL(1) < @ $2 > DOL(2)
POPDIVERT()')

dnl ---- classes ----------------------------------------------------------------------------------------
dnl _CLASS_WORDS_(class, words, macro) and _CLASS_FILE_(class, file, macro): a line in the class section.
define(`_CLASS_WORDS_', `PUSHDIVERT(5)_ASKED_(`$3')dnl
C{$1}_ONE_LINE_(`$2')
POPDIVERT()')
define(`_CLASS_FILE_', `PUSHDIVERT(5)_ASKED_(`$3')dnl
F{$1}$2
POPDIVERT()')

define(`EXPOSED_USER', `_CLASS_WORDS_(`E', `$1', `$0')')
define(`EXPOSED_USER_FILE', `_CLASS_FILE_(`E', `$1', `$0')')
define(`LOCAL_USER', `_CLASS_WORDS_(`L', `$1', `$0')')
define(`LOCAL_USER_FILE', `_CLASS_FILE_(`L', `$1', `$0')')
define(`LOCAL_DOMAIN', `_CLASS_WORDS_(`w', `$1', `$0')')
define(`MASQUERADE_AS', `define(`_ASKED_MASQUERADE_', _KEPT_(_ASKED_(`$0')))define(`MASQUERADE_NAME', `$1')')
define(`MASQUERADE_DOMAIN', `define(`_MASQUERADE_DOMAINS_', 1)_CLASS_WORDS_(`M', `$1', `$0')')
define(`MASQUERADE_DOMAIN_FILE', `define(`_MASQUERADE_DOMAINS_', 1)_CLASS_FILE_(`M', `$1', `$0')')
define(`MASQUERADE_EXCEPTION', `_CLASS_WORDS_(`N', `$1', `$0')')
define(`MASQUERADE_EXCEPTION_FILE', `_CLASS_FILE_(`N', `$1', `$0')')
define(`RELAY_DOMAIN', `_CLASS_WORDS_(`R', `$1', `$0')')
define(`RELAY_DOMAIN_FILE', `_CLASS_FILE_(`R', `$1', `$0')')
define(`VIRTUSER_DOMAIN', `define(`_VIRTHOSTS_', 1)_CLASS_WORDS_(`VirtHost', `$1', `$0')')
define(`VIRTUSER_DOMAIN_FILE', `define(`_VIRTHOSTS_', 1)_CLASS_FILE_(`VirtHost', `$1', `$0')')
define(`GENERICS_DOMAIN', `_CLASS_WORDS_(`G', `$1', `$0')')
define(`GENERICS_DOMAIN_FILE', `_CLASS_FILE_(`G', `$1', `$0')')
define(`CANONIFY_DOMAIN', `define(`_CANONIFY_DOMAINS_', 1)_CLASS_WORDS_(`Canonify', `$1', `$0')')
define(`CANONIFY_DOMAIN_FILE', `define(`_CANONIFY_DOMAINS_', 1)_CLASS_FILE_(`Canonify', `$1', `$0')')
define(`LDAPROUTE_DOMAIN', `define(`_LDAPROUTE_DOMAINS_', 1)_CLASS_WORDS_(`LDAPRoute', `$1', `$0')')
define(`LDAPROUTE_DOMAIN_FILE', `define(`_LDAPROUTE_DOMAINS_', 1)_CLASS_FILE_(`LDAPRoute', `$1', `$0')')
define(`LDAPROUTE_EQUIVALENT', `define(`_LDAPROUTE_EQUIV_', 1)_CLASS_WORDS_(`LDAPRouteEquiv', `$1', `$0')')
define(`LDAPROUTE_EQUIVALENT_FILE',
  `define(`_LDAPROUTE_EQUIV_', 1)_CLASS_FILE_(`LDAPRouteEquiv', `$1', `$0')')
define(`TRUST_AUTH_MECH', `_DEFIFNOT(`_USE_AUTH_', 1)_CLASS_WORDS_(`TrustAuthMech', `$1', `$0')')

dnl ---- lists of option lines ------------------------------------------------------------------------
define(`DAEMON_OPTIONS', `_APPEND_(`_DAEMON_LINES_', _KEPT_(_ASKED_(`$0'))`O DaemonPortOptions=$1
')')
define(`CLIENT_OPTIONS', `_APPEND_(`_CLIENT_LINES_', _KEPT_(_ASKED_(`$0'))`O ClientPortOptions=$1
')')
dnl An extension of ours: a listener for mailbox retrieval.
define(`POP3_OPTIONS', `_APPEND_(`_POP3_LINES_', _KEPT_(_ASKED_(`$0'))`O Pop3PortOptions=$1
')')
dnl There is no IMAP server yet that could listen, so asking for one must not pass.
define(`IMAP_OPTIONS', `_ERROR_(`IMAP_OPTIONS: this server has no IMAP; POP3_OPTIONS is there')define(`_FAILED_', 1)')
define(`_FILTER_', `_APPEND_(`_FILTER_LINES_', _KEPT_(_ASKED_(`$1'))`X$2, $3
')')
define(`MAIL_FILTER', `_FILTER_(`$0', `$1', `$2')')
define(`INPUT_MAIL_FILTER', `_FILTER_(`$0', `$1', `$2')dnl
define(`confINPUT_MAIL_FILTERS', ifdef(`confINPUT_MAIL_FILTERS',
  `defn(`confINPUT_MAIL_FILTERS')`, '')`$1')')
define(`QUEUE_GROUP', `_APPEND_(`_QUEUE_GROUP_LINES_', _KEPT_(_ASKED_(`$0'))`Q$1, $2
')')

dnl ---- mailer flags -----------------------------------------------------------------------------------
dnl MODIFY_MAILER_FLAGS(NAME, change): +x adds, -x takes away, anything else replaces.
define(`MODIFY_MAILER_FLAGS', `_APPEND_(`_FLAG_CHANGES_$1_', `_CHANGE_FLAGS_(`$2')')')
define(`_CHANGE_FLAGS_', `define(`_FLAGS_NOW_', ifelse(
  substr(`$1', 0, 1), `+', `translit(defn(`_FLAGS_NOW_'), substr(`$1', 1))`'substr(`$1', 1)',
  substr(`$1', 0, 1), `-', `translit(defn(`_FLAGS_NOW_'), substr(`$1', 1))',
  ``$1''))')
dnl _FLAGS_(NAME, flags): the flags of a mailer after the changes of the site.
define(`_FLAGS_', `define(`_FLAGS_NOW_', `$2')ifdef(`_FLAG_CHANGES_$1_', `_FLAG_CHANGES_$1_()')`'_FLAGS_NOW_`'')

dnl ---- tables -------------------------------------------------------------------------------------------
dnl _TABLE_(map name, argument of the feature, default file, name in LDAP, more flags): a K line.
define(`_TABLE_', `PUSHDIVERT(6)_ASKED_(`$1')dnl
K$1 ifelse(`$2', `', `DATABASE_MAP_TYPE ifelse(`$5', `', `', `$5 ')MAIL_SETTINGS_DIR`'$3',
  `$2', `LDAP', `ldap ifelse(`$5', `', `', `$5 ')_LDAP_TABLE_(`$4')', `$2')
POPDIVERT()')
define(`_LDAP_TABLE_', `-1 -v sendmailMTAMapValue,sendmailMTAMapSearch:FILTER:sendmailMTAMapObject,sendmailMTAMapURL:URL:sendmailMTAMapObject -k (&(objectClass=sendmailMTAMapObject)(|(sendmailMTACluster=${sendmailMTACluster})(sendmailMTAHost=$j))(sendmailMTAMapName=$1)(sendmailMTAKey=%0))')

dnl ---- values that everyone may rely on -----------------------------------------------------------------
define(`MAIL_SETTINGS_DIR', `/etc/mail/')
define(`DATABASE_MAP_TYPE', `hash')
define(`ALIAS_FILE', `MAIL_SETTINGS_DIR`'aliases')
define(`HELP_FILE', `MAIL_SETTINGS_DIR`'helpfile')
define(`QUEUE_DIR', `/var/spool/mqueue')
define(`SMART_HOST', `')
define(`confMAILER_NAME', `MAILER-DAEMON')

define(`confCW_FILE', `MAIL_SETTINGS_DIR`'local-host-names')
define(`confCT_FILE', `MAIL_SETTINGS_DIR`'trusted-users')
define(`confCR_FILE', `-o MAIL_SETTINGS_DIR`'relay-domains')
define(`confSMTP_MAILER', `esmtp')
define(`confLOCAL_MAILER', `local')
define(`confUUCP_MAILER', `uucp-old')
define(`confFROM_HEADER', `$?x$x <$g>$|$g$.')
define(`confMESSAGEID_HEADER', `<$t.$i@$j>')
define(`_REC_HDR_', `$?sfrom $s $.$?_($?s$|from $.$_)')
define(`_REC_AUTH_', `$.$?{auth_type}(authenticated$?{auth_ssf} bits=${auth_ssf}$.)')
define(`_REC_FULL_AUTH_', `$.$?{auth_type}(user=${auth_authen} $?{auth_author}author=${auth_author} $.mech=${auth_type}$?{auth_ssf} bits=${auth_ssf}$.)')
define(`_REC_BY_', `$.by $j ($v/$Z)$?r with $r$. id $i$?{tls_version}')
define(`_REC_TLS_', `(version=${tls_version} cipher=${cipher} bits=${cipher_bits} verify=${verify})$.$?u')
define(`_REC_END_', `for $u; $|;
	$.$b')
define(`confRECEIVED_HEADER', `_REC_HDR_
	_REC_AUTH_
	_REC_BY_
	_REC_TLS_
	_REC_END_')
define(`_TMPFMSG_', `"451 Temporary system failure. Please try again later."')
