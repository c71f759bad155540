divert(-1)
dnl FEATURE(local_lmtp): the local mailer speaks LMTP. Arguments: its path, its arguments.
divert(0)dnl
VERSIONID(`feature local_lmtp')dnl
divert(-1)
define(`_LOCAL_LMTP_', 1)
_DEFIFNOT(`confEBINDIR', `/usr/libexec')
define(`LOCAL_MAILER_PATH', ifelse(defn(`_ARG_'), `', `confEBINDIR`/mail.local'', `_ARG_'))
define(`LOCAL_MAILER_ARGS', ifelse(defn(`_ARG2_'), `', ``mail.local -l'', `defn(`_ARG2_')'))
define(`LOCAL_MAILER_FLAGS', `PSXmnz9')
define(`LOCAL_MAILER_DSN_DIAGNOSTIC_CODE', `SMTP')
