// Class user: users of the mailbox database; -v chooses the field that is returned.
#include "base/strings.hh"
#include "maps/failed_source.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

using FieldText = std::string (*)(const base::User& user);

struct Field {
  std::string_view name;
  FieldText text;
};

constexpr Field kFields[] = {
    {"name", [](const base::User& user) { return user.name; }},
    {"passwd", [](const base::User&) { return std::string("x"); }},  // never shown
    {"uid", [](const base::User& user) { return std::to_string(user.uid); }},
    {"gid", [](const base::User& user) { return std::to_string(user.gid); }},
    {"gecos", [](const base::User& user) { return user.gecos; }},
    {"dir", [](const base::User& user) { return user.home; }},
    {"shell", [](const base::User& user) { return user.shell; }},
};

class UserSource final : public MapSource {
 public:
  UserSource(base::UserDatabase* users, FieldText field) : users_(users), field_(field) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    if (!users_) return SourceAnswer::temporary();
    base::Result<std::optional<base::User>> user = std::nullopt;
    context.waiter.run_blocking([&] { user = users_->find(key); });
    if (!user) return SourceAnswer::temporary();
    if (!*user) return SourceAnswer::not_found(base::ExitCode::kNoUser);
    SourceAnswer answer = SourceAnswer::found(field_(**user));
    answer.key = (*user)->name;
    return answer;
  }

 private:
  base::UserDatabase* const users_;
  const FieldText field_;
};

}  // namespace

std::unique_ptr<MapSource> make_user_source(const SourceRequest& request) {
  const auto& column = request.flags.value_column;
  for (const auto& field : kFields)
    if (!column || base::equals_ignoring_case(field.name, *column))
      return std::make_unique<UserSource>(request.environment.users, field.text);
  return make_failed_source("User map " + std::string(request.name) + ": unknown column name " +
                                base::printable(*column),
                            request.flags.is_optional);
}

}  // namespace sendwright::maps
