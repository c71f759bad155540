divert(-1)
dnl cf.m4: where every .mc file begins. In: the path it was included by, or _CF_DIR_ on the command
dnl line. Out: all macros of the .mc language; the .cf text itself is made at the end of the input
dnl (m4wrap), from m4/proto.m4. Loading it twice does no harm.

ifdef(`_SENDWRIGHT_CF_', `', `
define(`_SENDWRIGHT_CF_', 1)

dnl Comments are output in a .cf, so m4 must expand in them; these two are ordinary words in mail.
changecom
undefine(`format')
undefine(`hpux')

dnl The root of the library, with its slash: the path of this file less its last two parts.
ifdef(`_CF_DIR_', `',
`define(`_CF_AT_', regexp(__file__, `m4/cf\.m4$'))
ifelse(_CF_AT_, `-1',
  `define(`_CF_DIR_', substr(__file__, 0, eval(len(__file__) - len(`cf.m4')))`../')',
  `define(`_CF_DIR_', ifelse(_CF_AT_, 0, `./')substr(__file__, 0, _CF_AT_))')')

include(_CF_DIR_`m4/version.m4')
include(_CF_DIR_`m4/macros.m4')
include(_CF_DIR_`m4/defaults.m4')
m4wrap(`include(_CF_DIR_`m4/proto.m4')')
')
divert(0)dnl
