divert(-1)
dnl MAILER(xagent): an agent of the site.
divert(0)dnl
VERSIONID(`mailer xagent')dnl
divert(-1)
_DEFIFNOT(`XAGENT_MAILER_PATH', `/usr/lib/xagent')
_DEFIFNOT(`XAGENT_MAILER_FLAGS', `DFMueXLn')
_DEFIFNOT(`XAGENT_MAILER_ARGS', `xagent $h $u')
PUSHDIVERT(7)dnl
# --- an agent of the site

Mxagent,	P=XAGENT_MAILER_PATH, F=_FLAGS_(`XAGENT', XAGENT_MAILER_FLAGS), E=\n,
	S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP/HdrFromSMTP,_OPTINS(`XAGENT_MAILER_MAX', ` M=', `,')
	T=DNS/RFC822/X-Unix,
	A=XAGENT_MAILER_ARGS
POPDIVERT()
