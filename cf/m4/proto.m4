divert(-1)
dnl proto.m4: the generated file, from top to bottom. In: all that the site defined. It runs once,
dnl at the end of the input.

dnl Which line of the .mc it is that something is missing in, or that defined a name, is not known here.
pushdef(`_WHERE_', ifdef(`_SITE_FILE_', `_SITE_FILE_', `.mc'))
ifdef(`__OSTYPE__', `', `_ERROR_(`no system type defined (use OSTYPE)')')
dnl What the site did not ask for comes by default.
pushdef(`_WHERE_', `by default')
ifdef(`_MAILER_local_', `', `MAILER(`local')')
popdef(`_WHERE_')
include(_CF_DIR_`m4/obsolete.m4')
popdef(`_WHERE_')
ifdef(`_LAST_CHECKS_', `_LAST_CHECKS_()')

ifdef(`_MODERN_DEFAULTS_', `include(_CF_DIR_`m4/modern.m4')')
dnl What the choices of the site mean together.
ifelse(defn(`VENDOR_NAME'), `', `define(`VENDOR_NAME', `Berkeley')')
_DEFIFNOT(`CF_LEVEL', `10')
define(`_RELAY_MAILER_', ifdef(`confRELAY_MAILER', ``confRELAY_MAILER'', `ifdef(`_MAILER_smtp_', `relay', `unknown')'))
ifdef(`confREJECT_MSG', `define(`_REJECT_', `$: 'defn(`confREJECT_MSG'))',
  `define(`_REJECT_', `$`'@ 5.7.1 $: "550 Access denied"')')
ifdef(`DECNET_RELAY', `define(`_USE_DECNET_SYNTAX_', 1)')
ifdef(`_DAEMON_LINES_', `', `define(`_DAEMON_LINES_', ifdef(`_NETINET6_', ``O DaemonPortOptions=Name=MTA-v4, Family=inet
O DaemonPortOptions=Name=MTA-v6, Family=inet6
'', ``O DaemonPortOptions=Name=MTA
''))')
ifdef(`_NO_MSA_', `', `_APPEND_(`_DAEMON_LINES_', `O DaemonPortOptions=Port=587, Name=MSA, M=E
')')

dnl How the rows of the table of options are written. Nearly all of them are comments in the end, so
dnl these take as few calls as can be.
_DEFIFNOT(`QUEUE_DIR', `/var/spool/mqueue')
_DEFIFNOT(`HELP_FILE', `MAIL_SETTINGS_DIR`'helpfile')
define(`_OPTION_', `O $1`'ifelse(defn(`$2'), `', `', `=$2')')
define(`_OFF_', `ifdef(`$2', `_OPTION_(`$1', `$2')', ``#O $1=$3'')')
define(`_ON_', defn(`_OFF_'))
define(`_BARE_', `ifdef(`$2', `_OPTION_(`$1', `$2')', ``#O $1'')')
define(`_ZONE_', `ifelse(defn(`$2'), `USE_SYSTEM', `undefine(`$2')', defn(`$2'), `USE_TZ', `define(`$2', `')')_BARE_($@)')
define(`_OURS_', `ifdef(`$2', `_OPTION_(`$1', `$2')
')')
define(`_MILTER_', `ifdef(`_FILTER_LINES_', `ifelse(`$3', `', `', `_DEFIFNOT(`$2', `$3')')_BARE_($@)
')')

divert(0)dnl
_HEADING_(`Generated from a .mc file. Change that one, and compile it again.')
V`'CF_LEVEL`'ifdef(`NO_VENDOR', `', `/VENDOR_NAME')

# Which safety checks of files are off.
ifdef(`confDONT_BLAME_SENDMAIL', `O DontBlameSendmail=confDONT_BLAME_SENDMAIL', `#O DontBlameSendmail=safe')
# Where maps of class ldap look unless they say otherwise.
ifdef(`confLDAP_DEFAULT_SPEC', `O LDAPDefaultSpec=confLDAP_DEFAULT_SPEC', `#O LDAPDefaultSpec=-h localhost')
ifdef(`confOPENSSL_CNF', `EOPENSSL_CONF=confOPENSSL_CNF
')dnl

_HEADING_(`Names, classes and relays')
ifdef(`confLDAP_CLUSTER', `D{sendmailMTACluster}`'confLDAP_CLUSTER
')dnl
# Class w: the names of this host.
Cwlocalhost
ifdef(`USE_CW_FILE', `_FOR_(`use_cw_file')Fw`'confCW_FILE
')dnl
ifdef(`confDOMAIN_NAME', `# The full name of this host.
Dj`'confDOMAIN_NAME
')dnl
# Class P: pseudo top-level domains, never looked up.
CP.
ifdef(`_REDIRECT_', `_FOR_(`redirect')CPREDIRECT
')dnl
ifdef(`_MAILER_fax_', `CPFAX
')dnl
ifdef(`_MAILER_pop_', `CPPOP
')dnl
ifdef(`UUCP_RELAY', `DY`'UUCP_RELAY
CPUUCP
')dnl
ifdef(`BITNET_RELAY', `DB`'BITNET_RELAY
CPBITNET
')dnl
ifdef(`DECNET_RELAY', `DC`'DECNET_RELAY
CPDECNET
')dnl
ifdef(`FAX_RELAY', `DF`'FAX_RELAY
CPFAX
')dnl
# The smart host, as  mailer:host  or  host.
DS`'ifdef(`SMART_HOST', `SMART_HOST')
ifdef(`LOCAL_RELAY', `# Who serves names without a host.
DR`'LOCAL_RELAY
')dnl
ifdef(`MAIL_HUB', `# Who serves all local users.
DH`'MAIL_HUB
')dnl
ifdef(`LUSER_RELAY', `# Who serves local users that do not exist.
DL`'LUSER_RELAY
Kuser user -m -a<>
')dnl
# Class O: what in a local part may lead on to another host.
CO @ ifdef(`_NO_PERCENTHACK_', `', `% ')ifdef(`_NO_UUCP_', `', `!')
# Class [: what an address literal begins with.
C[[
ifdef(`_ACCEPT_UNRESOLVABLE_DOMAINS_', `', `# Does a name exist? Found gives <OKR>, no answer <TEMP>.
Kresolve host -a<OKR> -T<TEMP>
')dnl
ifdef(`_ACCESS_TABLE_', `# What an access entry says when all is well.
C{Accept}OK RELAY
')dnl
# The names of the loopback interface.
C{Loopback}localhost ifdef(`_NO_UUCP_', `', `localhost.UUCP ')[127.0.0.1] [IPv6:0:0:0:0:0:0:0:1] [IPv6:::1]
ifdef(`_CERT_REGEX_ISSUER_', `# What of the issuer of a certificate is looked up, and what of its subject.
KCERTIssuer regex _CERT_REGEX_ISSUER_
')dnl
ifdef(`_CERT_REGEX_SUBJECT_', `KCERTSubject regex _CERT_REGEX_SUBJECT_
')dnl
# Class R: for whom mail is relayed.
ifdef(`confCR_FILE', `FR`'confCR_FILE
')dnl
# Numbers, and macros set by rules.
Karith arith
Kmacro macro
# Takes the quotes off.
Kdequote dequote`'ifdef(`confDEQUOTE_OPTS', ` confDEQUOTE_OPTS')
undivert(5)dnl
ifdef(`_VIRTHOSTS_', `CR$={VirtHost}
')dnl
ifdef(`MASQUERADE_NAME', `# The name that all senders show.
ifdef(`_ASKED_MASQUERADE_', `_ASKED_MASQUERADE_`'')dnl
DM`'MASQUERADE_NAME
')dnl
# Who sends error messages.
ifdef(`confMAILER_NAME', `Dn`'confMAILER_NAME
')dnl
undivert(6)dnl
# The version of this configuration.
DZ`'_CF_VERSION_`'ifdef(`confCF_VERSION', `/confCF_VERSION')

_HEADING_(`Options')
ifdef(`_MODERN_DEFAULTS_', `_FOR_(`modern_defaults')dnl
# has changed:
_CHANGED_`'')dnl
include(_CF_DIR_`m4/options.m4')dnl

# Where to listen, and from where to connect.
_DAEMON_LINES_`'dnl
ifdef(`_CLIENT_LINES_', `_CLIENT_LINES_()', `#O ClientPortOptions=Family=inet, Address=0.0.0.0
')dnl
ifdef(`_POP3_LINES_', `_POP3_LINES_()', `ifdef(`_RETRIEVAL_POP3_', `_FOR_(`retrieval')dnl
O Pop3PortOptions=Port=110, Name=POP3
')')dnl
ifdef(`_QUEUE_GROUP_LINES_', `
# Queue groups.
_QUEUE_GROUP_LINES_`'')dnl

# What the Precedence: header of a message may say.
Pfirst-class=0
Pspecial-delivery=100
Plist=-30
Pbulk=-60
Pjunk=-100

# Who may set the sender without a warning.
Troot
Tdaemon
ifdef(`_NO_UUCP_', `', `Tuucp
')dnl
ifdef(`confTRUSTED_USERS', `T`'confTRUSTED_USERS
')dnl
ifdef(`_USE_CT_FILE_', `_FOR_(`use_ct_file')Ft`'confCT_FILE
')dnl

_HEADING_(`Header lines to add, for mailers with the flag between the question marks')
H?P?Return-Path: <$g>
HReceived: confRECEIVED_HEADER
H?D?Resent-Date: $a
H?D?Date: $a
H?F?Resent-From: confFROM_HEADER
H?F?From: confFROM_HEADER
H?x?Full-Name: $x
H?M?Resent-Message-Id: confMESSAGEID_HEADER
H?M?Message-Id: confMESSAGEID_HEADER
include(_CF_DIR_`m4/address.m4')dnl
include(_CF_DIR_`m4/parse.m4')dnl
include(_CF_DIR_`m4/masquerade.m4')dnl
ifdef(`_LDAP_ROUTING_', `include(_CF_DIR_`m4/ldap.m4')')dnl
ifdef(`_ACCESS_TABLE_', `include(_CF_DIR_`m4/access.m4')')dnl
include(_CF_DIR_`m4/check.m4')dnl
include(_CF_DIR_`m4/relay.m4')dnl
include(_CF_DIR_`m4/tls.m4')dnl
include(_CF_DIR_`m4/limits.m4')dnl
_HEADING_(`Rulesets of the site')
undivert(9)dnl
ifdef(`_FILTER_LINES_', `
_HEADING_(`Mail filters')
_FILTER_LINES_`'')dnl

_HEADING_(`Mailers')
undivert(7)dnl
ifdef(`_FAILED_', `m4exit(1)')dnl
