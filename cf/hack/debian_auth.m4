divert(-1)
dnl HACK(debian_auth): trusted users, sendmail among them, may say that a message is anyone's (AUTH= of MAIL).
divert(0)dnl
VERSIONID(`hack debian_auth')dnl
divert(-1)
define(`confDEF_AUTH_INFO', MAIL_SETTINGS_DIR`default-auth-info')
define(`confTRUSTED_USERS', ifdef(`confTRUSTED_USERS', `defn(`confTRUSTED_USERS')`,'')`sendmail')
PUSHDIVERT(9)_ASKED_()dnl
SLocal_trust_auth
R$*					$: $&{auth_authen}
R$=t					$#OK
POPDIVERT()
