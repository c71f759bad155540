divert(-1)
dnl FEATURE(queuegroup): the queue group of a recipient, by the access table (tag qgrp). Argument: the default group.
divert(0)dnl
VERSIONID(`feature queuegroup')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`FEATURE(queuegroup) needs FEATURE(access_db)')')
define(`_QUEUEGROUP_', 1)
define(`_QUEUEGROUP_DEFAULT_', _ARG_)
