divert(-1)
dnl FEATURE(nocanonify): host names are not looked up. Argument: canonify_hosts looks up names without a dot.
divert(0)dnl
VERSIONID(`feature nocanonify')dnl
divert(-1)
define(`_NO_CANONIFY_', 1)
ifelse(_ARG_, `canonify_hosts', `define(`_CANONIFY_HOSTS_', 1)')
