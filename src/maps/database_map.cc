// Classes hash, btree and dbm: a file `NAME.db` that makemap or newaliases wrote; cdb: `NAME.cdb`;
// lmdb: `NAME.lmdb`. Class implicit: `NAME.db`, or `NAME.cdb` where there is no `NAME.db`.
#include <atomic>

#include "base/strings.hh"
#include "maps/database_file.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

constexpr size_t kMaxKey = 65536;  // longer keys are in no map

class DatabaseSource final : public MapSource {
 public:
  DatabaseSource(const SourceRequest& request, const std::string& class_name)
      : description_(class_name + " map \"" + std::string(request.name) + "\": "),
        flags_(request.flags),
        file_(database_path(request.flags.spec, database_suffix(class_name)), safety_of(request)),
        key_end_(request.flags.keys_end_in_nul    ? KeyEnd::kNul
                 : request.flags.keys_have_no_nul ? KeyEnd::kPlain
                                                  : KeyEnd::kEither) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext&) override {
    SourceAnswer answer;
    const bool has_no_end = flags_.keys_end_in_nul && flags_.keys_have_no_nul;  // -N and -O
    if (key.empty() || key.size() > kMaxKey || has_no_end) return answer;
    thread_local std::string buffer;  // keeps its memory from lookup to lookup
    std::string& folded = buffer;
    folded = key;
    if (!flags_.keeps_case)
      for (char& c : folded) c = base::ascii_lower(c);
    const auto is_there = file_.find(folded, key_end_, answer.value);
    if (!is_there) return failure(is_there.error().message);
    if (!*is_there) return answer;
    answer.status = rules::MapStatus::kFound;
    if (const size_t nul = answer.value.find('\0'); nul != std::string::npos)
      answer.value.resize(nul);
    return answer;
  }

  rules::MapState state() override {
    const auto failure = file_.failure();
    if (!failure) return {};
    if (flags_.is_optional && !file_.exists()) return {.is_open = false};
    return {.diagnostic = description_ + *failure};
  }
  [[nodiscard]] bool exists() { return file_.exists(); }

 private:
  SourceAnswer failure(const std::string& message) {
    if (flags_.is_optional && !exists()) return SourceAnswer::not_found();
    return SourceAnswer::temporary(description_ + message);
  }

  const std::string description_;
  const MapFlags flags_;
  DatabaseFile file_;
  const KeyEnd key_end_;
};

class ImplicitSource final : public MapSource {
 public:
  explicit ImplicitSource(const SourceRequest& request)
      : database_(request, "implicit"), constant_database_(request, "cdb") {}

  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext& context) override {
    SourceAnswer answer = database_.find(key, arguments, context);
    if (answer.status == rules::MapStatus::kFound || database_.exists() ||
        !constant_database_.exists())
      return answer;
    return constant_database_.find(key, arguments, context);
  }
  rules::MapState state() override {
    const bool is_constant = !database_.exists() && constant_database_.exists();
    return (is_constant ? constant_database_ : database_).state();
  }

 private:
  DatabaseSource database_, constant_database_;
};

// An alias database, or the text that it is made from as long as there is none.
class AliasSource final : public MapSource {
 public:
  explicit AliasSource(const SourceRequest& request)
      : file_(request.flags.spec),
        database_(request),
        text_(make_stab_source(request)) {}

  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext& context) override {
    if (database_.state().diagnostic.empty()) return database_.find(key, arguments, context);
    SourceAnswer answer = text_->find(key, arguments, context);
    answer.diagnostic.clear();
    if (!has_warned_.exchange(true)) {
      answer.diagnostic = "WARNING: cannot open alias database " + file_ + "; reading text version";
    }
    return answer;
  }

 private:
  const std::string file_;
  ImplicitSource database_;
  const std::unique_ptr<MapSource> text_;
  std::atomic<bool> has_warned_ = false;
};

}  // namespace

std::unique_ptr<MapSource> make_alias_source(const SourceRequest& request) {
  return std::make_unique<AliasSource>(request);
}

std::unique_ptr<MapSource> make_database_source(const SourceRequest& request) {
  return std::make_unique<DatabaseSource>(request, std::string(request.class_name));
}

std::unique_ptr<MapSource> make_cdb_source(const SourceRequest& request) {
  return std::make_unique<DatabaseSource>(request, "cdb");
}

std::unique_ptr<MapSource> make_lmdb_source(const SourceRequest& request) {
  return std::make_unique<DatabaseSource>(request, "lmdb");
}

std::unique_ptr<MapSource> make_implicit_source(const SourceRequest& request) {
  return std::make_unique<ImplicitSource>(request);
}

}  // namespace sendwright::maps
