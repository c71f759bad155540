divert(-1)
dnl FEATURE(local_procmail): procmail, or another such agent, delivers local mail.
dnl Arguments: its path, its arguments, its mailer flags.
divert(0)dnl
VERSIONID(`feature local_procmail')dnl
divert(-1)
define(`_LOCAL_PROCMAIL_', 1)
define(`LOCAL_MAILER_PATH', ifelse(defn(`_ARG_'), `',
  `ifdef(`PROCMAIL_MAILER_PATH', `PROCMAIL_MAILER_PATH', `/usr/local/bin/procmail')', `_ARG_'))
define(`LOCAL_MAILER_ARGS', ifelse(defn(`_ARG2_'), `', ``procmail -a $h -d $u'', `defn(`_ARG2_')'))
define(`LOCAL_MAILER_FLAGS', ifelse(defn(`_ARG3_'), `', ``SPfhn9'', `defn(`_ARG3_')'))
