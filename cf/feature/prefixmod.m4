divert(-1)
dnl FEATURE(prefixmod): a prefix of recipients, which is taken away, sets the macro {rcpt_flags} for rules of the
dnl site. Arguments: the prefix, the flags.
divert(0)dnl
VERSIONID(`feature prefixmod')dnl
divert(-1)
ifelse(defn(`_ARG2_'), `', `_ERROR_(`FEATURE(prefixmod) needs a prefix and flags')')
_APPEND_(`_PREFIXES_', _KEPT_(_ASKED_(`FEATURE(prefixmod)'))`R'_ARG_` $`'+				$: $`'1 $`'(macro {rcpt_flags} $`'@ '_ARG2_` $`')
')
