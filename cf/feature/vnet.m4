divert(-1)
dnl FEATURE(vnet): the names of IBM's VNET (host.vnet, host.rscs, host.ipnet) are one domain, which a gateway
dnl serves. The gateway is macro A, which the site sets in LOCAL_CONFIG.
divert(0)dnl
VERSIONID(`feature vnet')dnl
divert(-1)
PUSHDIVERT(6)_ASKED_()dnl
# Class A: what the network is called.
CAvnet.ibm.com vnet rscs ipnet
POPDIVERT()
PUSHDIVERT(2)_ASKED_()dnl
R$* < @ $- . $=A > $*			$: $1 < @ $2 . vnet . > $4
POPDIVERT()
PUSHDIVERT(1)_ASKED_()dnl
R$* < @ $- . VNET . > $*		$: $>MailerToTriple < $A > $1 < @ $2 . VNET . > $3
R$* < @ $* vnet.ibm.com . > $*		$: $1 < @ $2 vnet.ibm.com > $3
R$* < @ $* vnet.ibm.com > $*		$: $>MailerToTriple < $2 vnet.ibm.com > $1 < @ $2 vnet.ibm.com > $3
POPDIVERT()
