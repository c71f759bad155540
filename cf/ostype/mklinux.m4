divert(-1)
dnl OSTYPE(mklinux)
divert(0)dnl
VERSIONID(`ostype mklinux')dnl
divert(-1)
_DEFIFNOT(`confEBINDIR', `/usr/sbin')
_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`PROCMAIL_MAILER_PATH', `/usr/bin/procmail')
FEATURE(`local_procmail')
