divert(-1)
dnl FEATURE(masquerade_envelope): envelope senders are masqueraded too.
divert(0)dnl
VERSIONID(`feature masquerade_envelope')dnl
divert(-1)
define(`_MASQUERADE_ENVELOPE_', 1)
