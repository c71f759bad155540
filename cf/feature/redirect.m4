divert(-1)
dnl FEATURE(redirect): user@host.REDIRECT is answered with where the user went.
divert(0)dnl
VERSIONID(`feature redirect')dnl
divert(-1)
define(`_REDIRECT_', 1)
PUSHDIVERT(3)_ASKED_()dnl
# user@host.REDIRECT says where someone went. Building the alias table (mode i) must not mind.
R$* < @ $+ . REDIRECT . >		$: $1 < @ $2 . REDIRECT . > < ${opMode} >
R$* < @ $+ . REDIRECT . > < i >		$: $1 < @ $2 . REDIRECT . >
R$* < @ $+ . REDIRECT . > < $- >	$#error $@ 5.1.1 $: "551 User has moved; please try " < $1 @ $2 >
POPDIVERT()
