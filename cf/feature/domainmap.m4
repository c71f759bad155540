divert(-1)
dnl FEATURE(domainmap): the users of one domain come from a table of their own (user, address), others of it do
dnl not exist. Arguments: the domain, the map.
divert(0)dnl
VERSIONID(`feature domainmap')dnl
divert(-1)
ifelse(defn(`_ARG2_'), `', `_ERROR_(`FEATURE(domainmap) needs a domain and a map')')
ifdef(`_DOMAIN_MAPS_', `', `PUSHDIVERT(3)_ASKED_()dnl
R$+ < @ $={MappedDomain} . >		$@ $>DomainMapLookup $1 < @ $2 . >
POPDIVERT()')
define(`_THIS_MAP_', `domain_'translit(_ARG_, `.-', `__'))
PUSHDIVERT(6)_ASKED_()dnl
# The users of _ARG_.
C{MappedDomain}_ARG_
K`'_THIS_MAP_ _ARG2_ -T<TMPF>
POPDIVERT()
_APPEND_(`_DOMAIN_MAPS_', `R$`'* + $`'* < @ '_ARG_` . >	< $`'('_THIS_MAP_` $`'1 $: ? $`') > + $`'2
R$`'+ < @ '_ARG_` . >	< $`'('_THIS_MAP_` $`'1 $: ? $`') >
')
