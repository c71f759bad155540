divert(-1)
dnl FEATURE(tls_failures): gone.
divert(0)dnl
VERSIONID(`feature tls_failures')dnl
divert(-1)
_ERROR_(`FEATURE(tls_failures) is gone: confTLS_FALLBACK_TO_CLEAR is set instead')
define(`confTLS_FALLBACK_TO_CLEAR', `true')
