divert(-1)
dnl FEATURE(delay_checks): clients and senders are checked when there is a recipient. Arguments: friend or hater
dnl (which recipients the access table, tag Spam, exempts or singles out), anything.
divert(0)dnl
VERSIONID(`feature delay_checks')dnl
divert(-1)
define(`_DELAY_CHECKS_', 1)
define(`_DELAY_WORD_', `ifelse(`$1', `', `', substr(`$1', 0, 1), `f', `define(`_SPAM_FRIEND_', 1)',
  substr(`$1', 0, 1), `h', `define(`_SPAM_HATER_', 1)',
  `_ERROR_(`FEATURE(delay_checks): the argument is friend or hater, not $1')')')
_DELAY_WORD_(_ARG_)
ifdef(`_SPAM_FRIEND_', `ifdef(`_SPAM_HATER_',
  `_ERROR_(`FEATURE(delay_checks): either friend or hater, not both')')')
ifelse(_ARG_, `', `', `ifdef(`_ACCESS_TABLE_', `',
  `_ERROR_(`FEATURE(delay_checks) with an argument needs FEATURE(access_db)')')')
