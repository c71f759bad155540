// Class ldap: searches a directory.
//   Kname ldap FLAGS
// docs/map-classes.md has the flags; those of option LDAPDefaultSpec hold where the map gives none.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>

#include "base/strings.hh"
#include "maps/connection_pool.hh"
#include "maps/ldap_connection.hh"
#include "maps/ldap_lookup.hh"
#include "maps/map_classes.hh"
#include "maps/text_table.hh"

namespace sendwright::maps {
namespace {

using Clock = std::chrono::steady_clock;
using Pool = ConnectionPool<LdapConnection>;

constexpr std::size_t kMaxConnections = 4;  // of a process to one server
constexpr std::size_t kMaxSecret = 1024;    // octets

// The pool of all maps with this server, for as long as there are any.
std::shared_ptr<Pool> pool_of(const LdapServer& server) {
  static std::mutex mutex;
  static std::map<LdapServer, std::weak_ptr<Pool>> pools;
  const std::lock_guard lock(mutex);
  auto& known = pools[server];
  auto pool = known.lock();
  if (!pool) known = pool = std::make_shared<Pool>(kMaxConnections);
  return pool;
}

class LdapSource final : public MapSource {
 public:
  LdapSource(const SourceRequest& request, LdapSpec spec)
      : name_(request.name),
        folds_(!request.flags.keeps_case),
        is_optional_(request.flags.is_optional),
        spec_(std::move(spec)),
        pool_(pool_of(spec_.server)) {}

  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext& context) override {
    // libldap's texts end at a NUL: what stands behind it would not be asked for.
    if (key.find('\0') != key.npos) return SourceAnswer::not_found(base::ExitCode::kNoHost);
    const std::string folded = folds_ ? base::to_lower(key) : std::string(key);
    const std::string filter = fill_ldap_filter(spec_, folded, key, arguments);
    const LdapRequest request{name_, key, spec_, Clock::now() + spec_.time_limit};
    base::Result<LdapAnswer> answer;
    bool is_connected = true;
    context.waiter.run_blocking([&] { answer = ask(request, filter, is_connected); });
    if (!answer && !is_connected && is_optional_) return SourceAnswer::not_found();
    if (!answer) return SourceAnswer::temporary(answer.error().message);
    if (spec_.is_match_only && answer->has_match) return SourceAnswer::found({});
    if (answer->values.empty())
      return SourceAnswer::not_found(answer->was_searched_further ? base::ExitCode::kOk
                                                                  : base::ExitCode::kNoHost);
    std::string value = std::move(answer->values.front());
    for (std::size_t i = 1; spec_.delimiter && i < answer->values.size(); ++i)
      value.append(1, *spec_.delimiter).append(answer->values[i]);
    if (value.find('\0') != value.npos)
      return SourceAnswer::temporary(ldap_result_error(request, "Decoding error").error().message);
    return SourceAnswer::found(std::move(value));
  }

 private:
  base::Result<LdapAnswer> ask(const LdapRequest& request, const std::string& filter,
                               bool& is_connected) {
    const auto connect = [&]() -> LdapConnectionResult {
      const auto& server = spec_.server;
      auto made = connect_ldap(
          server, std::min(request.deadline, Clock::now() + server.network_timeout));
      is_connected = made.has_value();
      if (made) return made;
      return base::temporary("ldap_init/ldap_bind failed to " + base::printable(server.shown) +
                             " in map " + name_ + ": " + made.error().message);
    };
    return pool_->use(request.deadline, connect, [&](LdapConnection& connection) {
      return look_up_ldap(request, filter, connection);
    });
  }

  const std::string name_;
  const bool folds_, is_optional_;
  const LdapSpec spec_;
  const std::shared_ptr<Pool> pool_;
};

// The first line of the file.
base::Result<std::string> read_secret(const std::string& file) {
  const auto text = read_text_file(base::open_safely(file, base::kAnyPlainFile), kMaxSecret);
  if (!text)
    return base::permanent("LDAP map: cannot open secret " + file + ": " + text.error().message);
  return text->substr(0, text->find_first_of("\r\n"));
}

}  // namespace

std::unique_ptr<MapSource> make_ldap_source(const SourceRequest& request) {
  const auto* const options = request.environment.options;
  std::vector<std::string> known;  // the registry has told them
  const MapFlags defaults =
      parse_ldap_defaults(options ? std::string_view(options->ldap_default_spec) : "", known);
  auto spec = parse_ldap_spec(request.name, request.flags, defaults, request.messages);
  if (!spec) {
    request.messages.push_back(spec.error().message);
    return nullptr;
  }
  // As in sendmail, the file is read when the configuration is: the daemon is root then.
  if (spec->server.method == LdapMethod::kSimple && !spec->secret_file.empty()) {
    auto secret = read_secret(spec->secret_file);
    if (!secret) {
      request.messages.push_back(secret.error().message);
      return nullptr;
    }
    spec->server.secret = std::move(*secret);
  }
  if (spec->server.method == LdapMethod::kGssapi && !spec->secret_file.empty())
    ::setenv("KRB5CCNAME", spec->secret_file.c_str(), 1);
  return std::make_unique<LdapSource>(request, std::move(*spec));
}

}  // namespace sendwright::maps
