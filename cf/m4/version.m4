divert(-1)
dnl What the macro Z of a generated file says.
define(`_CF_VERSION_', `0.1.0')
