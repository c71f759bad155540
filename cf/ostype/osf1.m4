divert(-1)
dnl OSTYPE(osf1)
divert(0)dnl
VERSIONID(`ostype osf1')dnl
divert(-1)
_DEFIFNOT(`STATUS_FILE', `/usr/adm/sendmail/sendmail.st')
_DEFIFNOT(`confDEF_USER_ID', `daemon')
_DEFIFNOT(`confEBINDIR', `/usr/lbin')
