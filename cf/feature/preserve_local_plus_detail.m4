divert(-1)
dnl FEATURE(preserve_local_plus_detail): user+detail is one name, the + means nothing.
divert(0)dnl
VERSIONID(`feature preserve_local_plus_detail')dnl
divert(-1)
define(`_PRESERVE_LOCAL_PLUS_DETAIL_', 1)
