# docs: manual pages and the administrator's documents.
dist_man_MANS += docs/sendmail.8
EXTRA_DIST += docs/explaining.md docs/file-safety.md docs/ldap.md docs/ldap-schema.ldif docs/limits.md docs/lint.md docs/map-classes.md docs/map-files.md docs/options.md \
  docs/performance.md docs/process-messages.md docs/rulesets.md \
  docs/source-map.md docs/test-mode.md
