divert(-1)
dnl FEATURE(smrsh): programs run under the restricted shell. Argument: its path.
divert(0)dnl
VERSIONID(`feature smrsh')dnl
divert(-1)
_DEFIFNOT(`confEBINDIR', `/usr/libexec')
define(`LOCAL_SHELL_PATH', ifelse(defn(`_ARG_'), `', `confEBINDIR`/smrsh'', `_ARG_'))
define(`LOCAL_SHELL_ARGS', `smrsh -c $u')
