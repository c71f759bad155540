#include "maps/ldap_lookup.hh"

#include <algorithm>
#include <set>
#include <utility>

#include "base/strings.hh"

namespace sendwright::maps {
namespace {

constexpr std::string_view kObjectClass = "objectClass";

void append_escaped(std::string& filter, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kSpecial("*()\\\0", 5);
  for (const char c : text) {
    if (kSpecial.find(c) == kSpecial.npos) {
      filter += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    filter.append({'\\', kHex[octet >> 4], kHex[octet & 15]});
  }
}

// Where a value says that more is to be found.
struct Pointer {
  LdapValueKind kind;
  std::string text;
  auto operator<=>(const Pointer&) const = default;
};

class Lookup {
 public:
  Lookup(const LdapRequest& request, LdapDirectory& directory)
      : request_(request), spec_(request.spec), directory_(directory) {}

  base::Result<LdapAnswer> run(const std::string& filter) {
    followed_.insert({LdapValueKind::kFilter, filter});
    if (const auto done = search(search_here(filter)); !done) return std::unexpected(done.error());
    while (!pointers_.empty() && !spec_.is_match_only) {
      if (spec_.is_single && !answer_.values.empty()) break;
      const Pointer pointer = std::move(pointers_.back());
      pointers_.pop_back();
      if (!followed_.insert(pointer).second) continue;
      if (followed_.size() > kMaxLdapSearches)
        return base::temporary("LDAP recursion in map " + std::string(request_.map_name) +
                               " needs too many searches");
      answer_.was_searched_further = true;
      auto next = search_of(pointer);
      if (!next) return std::unexpected(next.error());
      if (const auto done = search(*next); !done) return std::unexpected(done.error());
    }
    return std::move(answer_);
  }

 private:
  [[nodiscard]] LdapSearch search_here(const std::string& filter) const {
    LdapSearch search{spec_.base, spec_.scope, filter, {}};
    bool needs_object_class = false;
    for (const auto& attribute : spec_.attributes) {
      search.attributes.push_back(attribute.name);
      needs_object_class = needs_object_class || !attribute.object_classes.empty();
    }
    if (needs_object_class) search.attributes.emplace_back(kObjectClass);
    return search;
  }

  base::Result<LdapSearch> search_of(const Pointer& pointer) {
    if (pointer.text.find('\0') != pointer.text.npos)
      return ldap_result_error(request_, "Decoding error");
    if (pointer.kind == LdapValueKind::kFilter) return search_here(pointer.text);
    if (pointer.kind == LdapValueKind::kUrl) {
      auto search = directory_.search_of_url(pointer.text);
      if (!search) return ldap_result_error(request_, search.error().message);
      return search;
    }
    LdapSearch search = search_here("(objectClass=*)");
    search.base = pointer.text;
    search.scope = LdapScope::kBase;
    return search;
  }

  base::Result<void> search(const LdapSearch& search) {
    auto entries = directory_.search(search, request_);
    if (!entries) return std::unexpected(entries.error());
    // One match counts for the key; where it points to, the first of several does.
    if (spec_.is_single && entries->size() > 1)
      entries->resize(answer_.was_searched_further ? 1 : 0);
    answer_.has_match = answer_.has_match || !entries->empty();
    std::vector<Pointer> found;
    for (const auto& entry : *entries) {
      const LdapEntry::Attribute* object_classes = nullptr;
      for (const auto& attribute : entry.attributes)
        if (base::equals_ignoring_case(attribute.name, kObjectClass)) object_classes = &attribute;
      for (const auto& attribute : entry.attributes) take(attribute, object_classes, found);
    }
    // The first one found is followed first, and all that it leads to before the second.
    pointers_.insert(pointers_.end(), std::make_move_iterator(found.rbegin()),
                     std::make_move_iterator(found.rend()));
    return {};
  }

  void take(const LdapEntry::Attribute& attribute, const LdapEntry::Attribute* object_classes,
            std::vector<Pointer>& found) {
    const LdapAttribute* const declared = declaration_of(attribute.name);
    if (!declared && &attribute == object_classes) return;
    if (declared && !applies(*declared, object_classes)) return;
    if (declared && declared->kind != LdapValueKind::kNormal) {
      for (const auto& value : attribute.values) found.push_back({declared->kind, value});
      return;
    }
    if (spec_.returns_names) return answer_.values.push_back(attribute.name);
    for (const auto& value : attribute.values)
      answer_.values.push_back(
          spec_.name_separator ? attribute.name + *spec_.name_separator + value : value);
  }

  [[nodiscard]] const LdapAttribute* declaration_of(std::string_view name) const {
    const auto found = std::ranges::find_if(spec_.attributes, [name](const auto& attribute) {
      return base::equals_ignoring_case(attribute.name, name);
    });
    return found == spec_.attributes.end() ? nullptr : &*found;
  }

  static bool applies(const LdapAttribute& attribute, const LdapEntry::Attribute* object_classes) {
    if (attribute.object_classes.empty()) return true;
    if (!object_classes) return false;
    return std::ranges::any_of(object_classes->values, [&](const auto& own) {
      return std::ranges::any_of(attribute.object_classes, [&](const auto& wanted) {
        return base::equals_ignoring_case(own, wanted);
      });
    });
  }

  const LdapRequest& request_;
  const LdapSpec& spec_;
  LdapDirectory& directory_;
  LdapAnswer answer_;
  std::vector<Pointer> pointers_;  // to be followed, the last one first
  std::set<Pointer> followed_;
};

}  // namespace

std::unexpected<base::Error> ldap_result_error(const LdapRequest& request,
                                               const std::string& reason) {
  return base::temporary("Error getting LDAP results, map=" + std::string(request.map_name) +
                         ", name=" + base::printable(request.key) + ": " + reason);
}

std::string fill_ldap_filter(const LdapSpec& spec, std::string_view folded_key,
                             std::string_view key, std::span<const std::string> arguments) {
  const std::string_view text = spec.filter;
  std::string filter;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '%' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == '%' || next == 's' || next == '0') {
      ++i;
      if (next == '0') append_escaped(filter, folded_key);
      else filter += next == 's' ? key : "%";
    } else if (base::is_ascii_digit(next) && spec.has_arguments) {
      ++i;
      const auto number = static_cast<std::size_t>(next - '1');
      if (number < arguments.size()) append_escaped(filter, arguments[number]);
    } else {
      filter += text[i];
    }
  }
  return filter;
}

base::Result<LdapAnswer> look_up_ldap(const LdapRequest& request, const std::string& filter,
                                      LdapDirectory& directory) {
  return Lookup(request, directory).run(filter);
}

}  // namespace sendwright::maps
