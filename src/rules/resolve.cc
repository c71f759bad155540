#include "rules/resolve.hh"

#include <algorithm>

#include "address/address_list.hh"
#include "address/prescan.hh"
#include "base/strings.hh"
#include "rules/triple.hh"

namespace sendwright::rules {
namespace {

using address::Meta;
using address::TokenList;
using base::ExitCode;

constexpr RulesetId kParse = 0;
constexpr RulesetId kSender = 1;
constexpr RulesetId kRecipient = 2;
constexpr RulesetId kCanonify = 3;
constexpr RulesetId kFinal = 4;

void merge(ExitCode& status, ExitCode other) {
  if (status == ExitCode::kOk || other == ExitCode::kTemporaryFailure) {
    if (other != ExitCode::kOk) status = other;
  }
}

// Tells of complaints as they come; some name the address themselves.
void tell(const std::vector<std::string>& messages, std::size_t from,
          const Evaluation& evaluation) {
  for (std::size_t i = from; i < messages.size(); ++i) {
    const bool names_address = messages[i].starts_with("8-bit ") ||
                               messages[i].starts_with("Syntax ") ||
                               messages[i].starts_with("buildaddr: ");
    const auto& listener = names_address ? evaluation.report : evaluation.complain;
    if (listener) listener(messages[i]);
  }
}

bool has_open_quote(std::string_view text) {
  bool in_quotes = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    else if (text[i] == '"') in_quotes = !in_quotes;
  }
  return in_quotes;
}

// Octets that no address may have become `?`, with a complaint (which is shown in 7 bits); so does
// a quote that is not closed.
void check_syntax(std::string& text, std::vector<std::string>& messages) {
  std::string_view what;
  if (has_open_quote(text)) what = "unbalanced quote";
  for (char& c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20 && octet != 0x7f && octet != 0xff) continue;
    c = '?';
    what = "non-printable character";
  }
  if (what.empty()) return;
  std::string shown = text;
  for (char& c : shown)
    c = static_cast<char>(c & 0x7f);
  messages.push_back("Syntax error in mailbox address \"" + shown + "\" (" + std::string(what) +
                     ")");
}

class Resolver {
 public:
  Resolver(const Engine& engine, Direction direction, Evaluation& evaluation)
      : engine_(engine),
        configuration_(engine.configuration()),
        direction_(direction),
        evaluation_(evaluation) {}

  Resolution resolve(std::string_view text) {
    if (evaluation_.trace != nullptr) evaluation_.trace->resolving(text);
    Resolution resolution = find(text);
    if (evaluation_.trace != nullptr) evaluation_.trace->resolved(resolution);
    return resolution;
  }

 private:
  Resolution find(std::string_view text) {
    Resolution resolution;
    resolution.address = address::crack_address(text).address;
    TokenList workspace;
    const bool is_scanned = scan(text, workspace, resolution);
    tell(resolution.messages, 0, evaluation_);
    if (!is_scanned) return resolution;
    resolution.is_parsed = true;
    const std::size_t told = resolution.messages.size();
    ExitCode status = engine_.rewrite(kCanonify, workspace, evaluation_).status;
    merge(status, engine_.rewrite(kParse, workspace, evaluation_).status);
    if (evaluation_.trace != nullptr) {
      evaluation_.trace->building(workspace.tokens(), direction_ == Direction::kSender);
    }
    build(workspace, resolution, status);
    if (evaluation_.trace != nullptr) evaluation_.trace->built(resolution);
    resolution.is_deferred = status == ExitCode::kTemporaryFailure;
    tell(resolution.messages, told, evaluation_);
    choose_queue_group(resolution);
    return resolution;
  }

  void choose_queue_group(Resolution& resolution) {
    const bool is_wanted = direction_ == Direction::kRecipient && resolution.is_ok();
    if (!is_wanted || resolution.user.empty()) return;
    auto group = queue_group_for(engine_, resolution.user, evaluation_);
    if (group) {
      resolution.queue_group = std::move(*group);
    } else {
      resolution.error = std::move(group.error());
    }
  }

  bool scan(std::string_view text, TokenList& workspace, Resolution& resolution) {
    const address::PrescanOptions options{.operators = configuration_.operators};
    bool is_ok = prescan(text, options, workspace, resolution.messages).is_ok;
    if (is_ok) {
      if (std::string too_long = address::too_long_message(text); !too_long.empty()) {
        resolution.messages.push_back(std::move(too_long));
        is_ok = false;
      }
    }
    if (is_ok && !workspace.empty()) return true;
    resolution.error = ReplyError{
        553, is_ok ? "5.1.3" : "5.1.0",
        is_ok || resolution.messages.empty() ? "User address required" : resolution.messages.back(),
        ExitCode::kDataError};
    return false;
  }

  // The triple becomes mailer, host and user ("buildaddr").
  void build(TokenList& workspace, Resolution& resolution, ExitCode& status) {
    const char blank = configuration_.blank_substitute();
    const std::optional<Triple> triple = split_triple(workspace.tokens(), blank);
    if (!triple) return fail(resolution, "buildaddr: no mailer in parsed address");
    resolution.host = triple->host;
    resolution.user = triple->user;
    if (base::equals_ignoring_case(triple->mailer, "error")) {
      // An error's text is read as written, with blanks.
      if (!triple->has_user) return fail(resolution, "buildaddr: no user");
      const std::optional<Triple> plain = split_triple(workspace.tokens(), ' ');
      resolution.user = plain->user;
      resolution.error = parse_error(plain->host, plain->user, "5.3.0", 553);
      return;
    }
    const config::Mailer* mailer = configuration_.find_mailer(triple->mailer);
    if (mailer == nullptr) {
      return fail(resolution, "buildaddr: unknown mailer " + triple->mailer);
    }
    if (!triple->has_user) return fail(resolution, "buildaddr: no user");
    if (!triple->has_host && !mailer->flags.has('l')) return fail(resolution, "buildaddr: no host");

    // `@user` keeps a local user away from ruleset 5, which is over here.
    std::span<const address::Token> user_tokens = triple->user_tokens;
    if (mailer->name == "local" && !user_tokens.empty() && user_tokens.front().text == "@") {
      user_tokens = user_tokens.subspan(1);
    }
    TokenList user;
    user.append_copy(user_tokens);
    if (special_user(user, mailer, resolution)) return;
    finish_user(user, *mailer, resolution, status);
  }

  static void fail(Resolution& resolution, const std::string& message) {
    resolution.messages.push_back(message);
    resolution.host.clear();
    resolution.user.clear();
    resolution.error =
        ReplyError{554, "5.3.5", "Local configuration error", ExitCode::kConfiguration};
  }

  // `|program`, `/file` and `:include:file` go to their own mailers if the chosen one says so.
  // True: nothing remains to be rewritten.
  bool special_user(TokenList& user, const config::Mailer*& mailer, Resolution& resolution) {
    std::string text = address::text_of(user.tokens(), configuration_.blank_substitute());
    if (text.starts_with('"')) std::erase(text, '"');  // quotes are no way around the checks
    const config::MailerFlags& flags = mailer->flags;
    constexpr std::string_view kInclude = ":include:";
    if (flags.has(':') && base::starts_with_ignoring_case(text, kInclude)) {
      resolution.mailer = configuration_.find_mailer("*include*");
      resolution.user = base::trim(std::string_view(text).substr(kInclude.size()));
      return resolution.mailer != nullptr;
    }
    const std::string_view name = flags.has('|') && text.starts_with('|')   ? "prog"
                                  : flags.has('/') && text.starts_with('/') ? "*file*"
                                                                            : "";
    if (name.empty()) return false;
    if (const config::Mailer* const special = configuration_.find_mailer(name)) mailer = special;
    return false;
  }

  void finish_user(TokenList& user, const config::Mailer& mailer, Resolution& resolution,
                   ExitCode& status) {
    evaluation_.macros.set("addr_type", "e r");
    evaluation_.macros.set("h", resolution.host);  // as the rulesets of a mailer may ask
    merge(status, engine_.rewrite(kRecipient, user, evaluation_).status);
    if (mailer.recipient_envelope > 0) {
      merge(status, engine_.rewrite(mailer.recipient_envelope, user, evaluation_).status);
    }
    merge(status, engine_.rewrite(kFinal, user, evaluation_).status);
    resolution.mailer = &mailer;
    resolution.user = address::text_of(user.tokens(), configuration_.blank_substitute());
    check_syntax(resolution.user, resolution.messages);
    if (!mailer.flags.has('h')) resolution.host = base::to_lower(resolution.host);
    if (!mailer.flags.has('u')) resolution.user = base::to_lower(resolution.user);
  }

  const Engine& engine_;
  const config::Configuration& configuration_;
  Direction direction_;
  Evaluation& evaluation_;
};

// `@domain` of the sender goes to header addresses without one (F=C).
void append_domain(std::string_view sender_domain, const config::Configuration& configuration,
                   TokenList& workspace) {
  const auto tokens = workspace.tokens();
  if (sender_domain.empty()) return;
  if (std::ranges::any_of(tokens, [](const address::Token& t) { return t.text == "@"; })) return;
  std::vector<std::string> messages;
  const address::PrescanOptions options{.operators = configuration.operators};
  prescan(sender_domain, options, workspace, messages);
}

}  // namespace

Resolution resolve_address(const Engine& engine, std::string_view text, Direction direction,
                           Evaluation& evaluation) {
  evaluation.macros.set("addr_type", direction == Direction::kSender ? "e s" : "e r");
  return Resolver(engine, direction, evaluation).resolve(text);
}

RewrittenAddress rewrite_for_mailer(const Engine& engine, std::string_view text,
                                    const config::Mailer& mailer, Direction direction, Part part,
                                    Evaluation& evaluation, std::string_view sender_domain) {
  if (evaluation.trace != nullptr) evaluation.trace->writing(text);
  const config::Configuration& configuration = engine.configuration();
  const bool is_sender = direction == Direction::kSender;
  const bool is_header = part == Part::kHeader;
  RewrittenAddress out;
  const address::CrackedAddress cracked =
      address::crack_address(text, configuration.options.colon_ok_in_addr);
  TokenList workspace;
  const address::PrescanOptions options{.operators = configuration.operators};
  const bool is_scanned = prescan(text, options, workspace, out.messages).is_ok;
  tell(out.messages, 0, evaluation);
  if (!is_scanned || workspace.empty()) {
    out.text = text;
    return out;
  }
  evaluation.macros.set("addr_type",
                        std::string(is_header ? "h" : "e") + (is_sender ? " s" : " r"));
  const auto apply = [&](RulesetId ruleset) {
    merge(out.status, engine.rewrite(ruleset, workspace, evaluation).status);
  };
  apply(kCanonify);
  if (is_header) append_domain(sender_domain, configuration, workspace);
  apply(is_sender ? kSender : kRecipient);
  const config::RulesetNumber own =
      is_sender ? (is_header ? mailer.sender_header : mailer.sender_envelope)
                : (is_header ? mailer.recipient_header : mailer.recipient_envelope);
  if (own > 0) apply(own);
  apply(kFinal);
  const std::string address =
      address::text_of(workspace.tokens(), configuration.blank_substitute());
  out.text = mailer.flags.has('c') ? address : cracked.with(address);
  if (evaluation.trace != nullptr) evaluation.trace->written(out);
  return out;
}

}  // namespace sendwright::rules
