divert(-1)
dnl FEATURE(modern_defaults): security defaults of today, where the usual ones are of another time
dnl (ours). See m4/modern.m4, which looks at what the site has set; NO_MODERN_ names take them back.
divert(0)dnl
VERSIONID(`feature modern_defaults')dnl
divert(-1)
define(`_MODERN_DEFAULTS_', 1)
