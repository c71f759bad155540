divert(-1)
dnl OSTYPE(solaris11)
divert(0)dnl
VERSIONID(`ostype solaris11')dnl
divert(-1)
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g $h!rmail ($u)')
_DEFIFNOT(`confEBINDIR', `/usr/lib')
_DEFIFNOT(`confPID_FILE', `/system/volatile/sendmail.pid')
_DEFIFNOT(`_NETINET6_', 1)
FEATURE(`local_lmtp')
