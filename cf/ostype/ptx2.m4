divert(-1)
dnl OSTYPE(ptx2)
divert(0)dnl
VERSIONID(`ostype ptx2')dnl
divert(-1)
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/bin/mail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `fmn9')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `eu')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
