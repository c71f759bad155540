divert(-1)
dnl FEATURE(blacklist_recipients): the former name of blocklist_recipients.
divert(0)dnl
VERSIONID(`feature blacklist_recipients')dnl
divert(-1)
_WARNING_(`FEATURE(blacklist_recipients) is now named blocklist_recipients')
FEATURE(`blocklist_recipients')
