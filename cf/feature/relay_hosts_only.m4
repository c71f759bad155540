divert(-1)
dnl FEATURE(relay_hosts_only): relay permissions are for exactly the hosts named, not for their subdomains.
divert(0)dnl
VERSIONID(`feature relay_hosts_only')dnl
divert(-1)
define(`_RELAY_HOSTS_ONLY_', 1)
