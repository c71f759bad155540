divert(-1)
dnl HACK(cssubdomain): names under the domain of this host are taken as full ones.
divert(0)dnl
VERSIONID(`hack cssubdomain')dnl
divert(2)dnl
# A name that lacks only our own domain.
R$* < @ $- . $m > $*	$: $1 < @ $2 . $m . > $3
divert(-1)
