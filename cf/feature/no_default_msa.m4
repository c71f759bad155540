divert(-1)
dnl FEATURE(no_default_msa): no submission daemon on port 587.
divert(0)dnl
VERSIONID(`feature no_default_msa')dnl
divert(-1)
define(`_NO_MSA_', 1)
