divert(-1)
dnl DOMAIN(generic): a place for what all hosts of a site share; copy it under a name of your own.
divert(0)dnl
VERSIONID(`domain generic')dnl
divert(-1)
define(`confFORWARD_PATH', `$z/.forward.$w+$h:$z/.forward+$h:$z/.forward.$w:$z/.forward')dnl
define(`confMAX_HEADERS_LENGTH', `32768')dnl
FEATURE(`redirect')dnl
FEATURE(`use_cw_file')dnl
EXPOSED_USER(`root')
