divert(-1)
dnl OSTYPE(solaris8)
divert(0)dnl
VERSIONID(`ostype solaris8')dnl
divert(-1)
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g $h!rmail ($u)')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
_DEFIFNOT(`confPID_FILE', `/var/run/sendmail.pid')
_DEFIFNOT(`_NETINET6_', 1)
FEATURE(`local_lmtp')
