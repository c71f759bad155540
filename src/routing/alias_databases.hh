// The alias databases of option AliasFile as routing asks them.
#pragma once

#include "maps/alias_database.hh"
#include "routing/alias_lookup.hh"

namespace sendwright::routing {

class DatabaseAliases final : public AliasLookup {
 public:
  // The databases must outlive this.
  explicit DatabaseAliases(maps::AliasDatabases& databases) : databases_(databases) {}

  base::Result<std::optional<std::string>> find(std::string_view name,
                                                base::Waiter& waiter) override {
    return databases_.find(name, waiter);
  }

 private:
  maps::AliasDatabases& databases_;
};

}  // namespace sendwright::routing
