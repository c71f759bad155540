// The expansion of one envelope's recipients, to the end. Only this room sees it.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "routing/default_user.hh"
#include "routing/local_address.hh"
#include "routing/router.hh"

namespace sendwright::routing {

// Most addresses that one envelope may become, whatever its lists say.
inline constexpr size_t kMaxExpandedRecipients = 100'000;

// Lives for one call of Router::expand.
class Expander {
 public:
  Expander(const RouterParts& parts, const DefaultUser& default_user, std::string_view sender,
           rules::Evaluation& evaluation);

  void add_recipient(size_t source, const ExpansionRecipient& recipient);
  // Once all have been added: what became of them.
  [[nodiscard]] Expansion finish() &&;

 private:
  // An address on its way: what it came from and whom it stands inside of.
  struct Step {
    Origin origin;
    std::vector<std::string> ancestors;  // keys of origin.path
  };

  void add_member(const std::string& text, const Step& step);
  void add_address(const std::string& text, const Step& step);
  void add_alias(const std::string& text, const LocalAnswer& answer, const std::string& key,
                 const Step& step);
  void add_include(const std::string& path, const Step& step);
  void add_program_or_file(const Member& member, const Step& step);
  // True if the user's .forward says where the mail goes, or cannot be asked now.
  bool forward(const std::string& text, const LocalAnswer& answer, const std::string& key,
               const Step& step);
  void add_forwarded(const std::string& text, const std::string& path, const UserFile& file,
                     const base::User& user, const std::string& key, const Step& step);
  void add_final(std::string text, const LocalAnswer& answer, const Step& step);
  void add_delivery(RoutedRecipient recipient);
  void add_list(const std::vector<std::string>& members, const Step& step);
  void fail(const std::string& address, const Step& step, rules::ReplyError error,
            const config::Mailer* mailer = nullptr);
  [[nodiscard]] Step inside(const std::string& text, const std::string& key, const Step& step);
  [[nodiscard]] std::optional<std::string> find_owner(const std::string& alias);
  [[nodiscard]] base::Result<base::User> find_owner_account(const Controller& controller,
                                                            const std::string& purpose);
  [[nodiscard]] bool is_sender(const LocalAnswer& answer);

  const RouterParts& parts_;
  const DefaultUser& default_user_;
  std::string sender_;
  std::optional<std::string> sender_key_;
  rules::Evaluation& evaluation_;
  Expansion result_;
  std::unordered_set<std::string> expanded_;   // keys that have been looked at
  std::unordered_set<std::string> delivered_;  // keys of result_.recipients
};

}  // namespace sendwright::routing
