divert(-1)
dnl FEATURE(use_ct_file): trusted users come from a file, see confCT_FILE.
divert(0)dnl
VERSIONID(`feature use_ct_file')dnl
divert(-1)
define(`_USE_CT_FILE_', 1)
