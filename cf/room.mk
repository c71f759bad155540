# cf: the macro library, installed as it stands: $(cfdir) with its subfolders.
cfrootdir = $(datadir)/sendwright
nobase_dist_cfroot_DATA = \
  cf/cf/skills/README.md \
  cf/cf/skills/access \
  cf/cf/skills/aliases \
  cf/cf/skills/local-host-names \
  cf/cf/skills/mailertable \
  cf/cf/skills/sendmail.mc \
  cf/cf/skills/virtusertable \
  cf/feature/accept_unqualified_senders.m4 \
  cf/feature/accept_unresolvable_domains.m4 \
  cf/feature/access_db.m4 \
  cf/feature/allmasquerade.m4 \
  cf/feature/always_add_domain.m4 \
  cf/feature/authinfo.m4 \
  cf/feature/bitdomain.m4 \
  cf/feature/blacklist_recipients.m4 \
  cf/feature/blocklist_recipients.m4 \
  cf/feature/domaintable.m4 \
  cf/feature/generics_entire_domain.m4 \
  cf/feature/genericstable.m4 \
  cf/feature/limited_masquerade.m4 \
  cf/feature/local_lmtp.m4 \
  cf/feature/local_no_masquerade.m4 \
  cf/feature/local_procmail.m4 \
  cf/feature/lookupdotdomain.m4 \
  cf/feature/loose_relay_check.m4 \
  cf/feature/mailertable.m4 \
  cf/feature/masquerade_entire_domain.m4 \
  cf/feature/masquerade_envelope.m4 \
  cf/feature/no_default_msa.m4 \
  cf/feature/nocanonify.m4 \
  cf/feature/notsticky.m4 \
  cf/feature/preserve_local_plus_detail.m4 \
  cf/feature/promiscuous_relay.m4 \
  cf/feature/redirect.m4 \
  cf/feature/relay_based_on_MX.m4 \
  cf/feature/relay_entire_domain.m4 \
  cf/feature/relay_hosts_only.m4 \
  cf/feature/relay_local_from.m4 \
  cf/feature/relay_mail_from.m4 \
  cf/feature/smrsh.m4 \
  cf/feature/stickyhost.m4 \
  cf/feature/use_ct_file.m4 \
  cf/feature/use_cw_file.m4 \
  cf/feature/uucpdomain.m4 \
  cf/feature/virtuser_entire_domain.m4 \
  cf/feature/virtusertable.m4 \
  cf/m4/access.m4 \
  cf/m4/address.m4 \
  cf/m4/cf.m4 \
  cf/m4/check.m4 \
  cf/m4/found.m4 \
  cf/m4/ldap.m4 \
  cf/m4/limits.m4 \
  cf/m4/look.m4 \
  cf/m4/macros.m4 \
  cf/m4/masquerade.m4 \
  cf/m4/obsolete.m4 \
  cf/m4/options.m4 \
  cf/m4/parse.m4 \
  cf/m4/proto.m4 \
  cf/m4/relay.m4 \
  cf/m4/tls.m4 \
  cf/m4/version.m4 \
  cf/m4/virtuser.m4 \
  cf/mailer/local.m4 \
  cf/mailer/smtp.m4 \
  cf/ostype/linux.m4

dist_check_SCRIPTS += tests/interop/cf_compile_test.py
TESTS += tests/interop/cf_compile_test.py
