divert(-1)
dnl FEATURE(blocklist_recipients): the access table may refuse recipients (tag To).
divert(0)dnl
VERSIONID(`feature blocklist_recipients')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `define(`_BLOCKLIST_RCPT_', 1)', `_ERROR_(`FEATURE(blocklist_recipients) needs FEATURE(access_db)')')
