divert(-1)
dnl FEATURE(use_cw_file): names of this host come from a file, see confCW_FILE.
divert(0)dnl
VERSIONID(`feature use_cw_file')dnl
divert(-1)
define(`USE_CW_FILE', 1)
