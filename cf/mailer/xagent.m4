divert(-1)
dnl MAILER(xagent): an agent of the site.
divert(0)dnl
VERSIONID(`mailer xagent')dnl
divert(-1)
_DEFIFNOT(`XAGENT_MAILER_PATH', `/usr/lib/xagent')
_DEFIFNOT(`XAGENT_MAILER_FLAGS', `DFMueXLn')
_DEFIFNOT(`XAGENT_MAILER_ARGS', `xagent $h $u')
PUSHDIVERT(7)dnl
# --- an agent of the site; addresses stay as they are unless the site has rulesets 11, 21 and 31

Mxagent,	P=XAGENT_MAILER_PATH, F=XAGENT_MAILER_FLAGS, E=\n,
	S=11/31, R=21/31,_OPTINS(`XAGENT_MAILER_MAX', ` M=', `,')
	T=DNS/RFC822/X-Unix,
	A=XAGENT_MAILER_ARGS
POPDIVERT()
