divert(-1)
dnl FEATURE(access_db): who may connect, send, receive and relay, from a table. Arguments: the map
dnl (a failing one must mark the answer with <TMPF>), then any of skip, lookupdotdomain,
dnl relaytofulladdress.
divert(0)dnl
VERSIONID(`feature access_db')dnl
divert(-1)
ifdef(`_GREET_PAUSE_', `_WARNING_(`FEATURE(greet_pause) stands before FEATURE(access_db): it does not use it')')
define(`_ACCESS_TABLE_', 1)
dnl _ACCESS_SPEC_(map): with -T<TMPF> put in behind the class where it is missing.
define(`_ACCESS_SPEC_', `ifelse(`$1', `', `', `$1', `LDAP', `LDAP',
  regexp(`$1', `-T<TMPF>\|^sequence '), `-1', `_WARNING_(`missing -T<TMPF> in the map of FEATURE(access_db)')dnl
patsubst(`$1', `^\([^ ]*\)', `\1 -T<TMPF>')', `$1')')
_TABLE_(`access', _ACCESS_SPEC_(_ARG_), `access', `access', `-T<TMPF>')
define(`_ACCESS_WORD_', `ifelse(`$1', `', `', `$1', `skip', `define(`_ACCESS_SKIP_', 1)',
  `$1', `lookupdotdomain', `define(`_LOOKUP_DOT_DOMAIN_', 1)',
  `$1', `relaytofulladdress', `define(`_RELAY_FULL_ADDR_', 1)',
  `_ERROR_(`FEATURE(access_db): unknown argument $1')')')
_ACCESS_WORD_(_ARG2_)_ACCESS_WORD_(_ARG3_)_ACCESS_WORD_(_ARG4_)
