divert(-1)
dnl OSTYPE(bsd4.3)
divert(0)dnl
VERSIONID(`ostype bsd4.3')dnl
divert(-1)
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$g $h!rmail ($u)')
