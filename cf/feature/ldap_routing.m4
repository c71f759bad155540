divert(-1)
dnl FEATURE(ldap_routing): routes recipients by a directory. Arguments: map of mail hosts, map of routing addresses,
dnl what to do with unknown ones (passthru or anything else), strip or preserve (+detail), nodomain,
dnl queue or tempfail.
divert(0)dnl
VERSIONID(`feature ldap_routing')dnl
divert(-1)
define(`_LDAP_ROUTING_', 1)
ifelse(_ARG3_, `', `', _ARG3_, `passthru', `', `define(`_LDAP_BOUNCE_', _ARG3_)')
ifelse(_ARG4_, `', `', `define(`_LDAP_DETAIL_', _ARG4_)')
ifelse(_ARG5_, `nodomain', `define(`_LDAP_NODOMAIN_', 1)')
define(`_LDAP_TEMP_', _ARG6_)
ifelse(_ARG_`'_ARG2_, `', `_AT_THE_END_(`ifdef(`confLDAP_DEFAULT_SPEC', `',
  `_WARNING_(`FEATURE(ldap_routing) without maps needs confLDAP_DEFAULT_SPEC')')')')
PUSHDIVERT(6)_ASKED_()dnl
Kldapmh ifelse(_ARG_, `', `ldap -1 -T<TMPF> -v mailHost -k (&(objectClass=inetLocalMailRecipient)(mailLocalAddress=%0))', `_ARG_')
Kldapmra ifelse(_ARG2_, `', `ldap -1 -T<TMPF> -v mailRoutingAddress -k (&(objectClass=inetLocalMailRecipient)(mailLocalAddress=%0))', `_ARG2_')
POPDIVERT()
