#include "m4/lint/order.hh"

#include <algorithm>
#include <array>
#include <utility>

namespace sendwright::m4::lint {

namespace {

// What stands for every macro that begins text of the site: LOCAL_CONFIG, LOCAL_RULE_0 and so on.
constexpr std::string_view kSection = "LOCAL_";

struct OrderRule {
  std::string_view late;       // this macro
  std::string_view late_name;  // with this argument; empty: any
  std::string_view early;      // must not follow that one
  std::string_view early_name;
  Severity severity;
  std::string_view why;
};

constexpr std::array<OrderRule, 9> kOrder = {{
    {"FEATURE", "", "MAILER", "", Severity::kError, "which made its mailers without it"},
    {"DOMAIN", "", "MAILER", "", Severity::kWarning, "which made its mailers without it"},
    {"OSTYPE", "", "MAILER", "", Severity::kWarning, "which made its mailers without its paths"},
    {"OSTYPE", "", "FEATURE", "", Severity::kWarning, "which may have needed its paths"},
    {"MAILER", "smtp", "MAILER", "uucp", Severity::kWarning,
     "which leaves out uucp-dom and uucp-uudom without it"},
    {"MAILER", "", kSection, "", Severity::kWarning, "where text of the site begins"},
    {"FEATURE", "", kSection, "", Severity::kWarning, "where text of the site begins"},
    {"DOMAIN", "", kSection, "", Severity::kWarning, "where text of the site begins"},
    {"OSTYPE", "", kSection, "", Severity::kWarning, "where text of the site begins"},
}};

constexpr std::string_view kFlagsMacro = "MODIFY_MAILER_FLAGS";
// Which MAILER() uses the flags that it changes; others bear the name themselves.
struct FlagsRow {
  std::string_view flags;
  std::string_view mailer;
};
constexpr std::array<FlagsRow, 6> kFlags = {{{"SHELL", "local"},
                                             {"SMTP", "smtp"},
                                             {"ESMTP", "smtp"},
                                             {"SMTP8", "smtp"},
                                             {"DSMTP", "smtp"},
                                             {"RELAY", "smtp"}}};

bool is(const SiteCall& call, std::string_view macro, std::string_view name) {
  const bool is_macro = macro == kSection ? call.begins_section : call.macro == macro;
  return is_macro && (name.empty() || call.argument == name);
}

std::string of_line(const SiteCall& call, const SiteCall& seen_from) {
  std::string place = "line " + std::to_string(call.where.line);
  if (call.where.file != seen_from.where.file) place += " of " + call.where.file;
  return place;
}

}  // namespace

std::string shown(const SiteCall& call) {
  return call.argument.empty() ? call.macro : call.macro + "(" + call.argument + ")";
}

bool OrderCheck::concerns(std::string_view macro) {
  return macro == kFlagsMacro ||
         std::any_of(kOrder.begin(), kOrder.end(), [macro](const auto& rule) {
           return rule.late == macro || rule.early == macro;
         });
}

void OrderCheck::take(SiteCall call) {
  check_order(call);
  check_repetition(call);
  check_flags(call);
  calls_.push_back(std::move(call));
}

void OrderCheck::check_order(const SiteCall& call) {
  for (const OrderRule& rule : kOrder) {
    if (!is(call, rule.late, rule.late_name)) continue;
    const auto early = std::find_if(calls_.begin(), calls_.end(), [&rule](const SiteCall& before) {
      return is(before, rule.early, rule.early_name);
    });
    if (early == calls_.end()) continue;
    if (rule.early == kSection && std::exchange(has_told_of_section_, true)) return;
    std::string what = shown(call) + " stands behind " + shown(*early) + " of " +
                       of_line(*early, call) + ", " + std::string(rule.why) +
                       "; move it above that line";
    if (rule.severity == Severity::kError)
      findings_.error(call.where, std::move(what), Explains::kItself);
    else
      findings_.warning(call.where, std::move(what), Explains::kItself);
    return;
  }
}

void OrderCheck::check_repetition(const SiteCall& call) {
  if (call.macro != "MAILER" && call.macro != "OSTYPE") return;
  const bool any = call.macro == "OSTYPE";
  for (const SiteCall& before : calls_) {
    if (before.macro != call.macro || (!any && before.argument != call.argument)) continue;
    findings_.error(call.where, shown(call) + " comes after " + shown(before) + " of " +
                                    of_line(before, call) + " and is ignored; keep one of them",
                    Explains::kItself);
    return;
  }
}

void OrderCheck::check_flags(const SiteCall& call) {
  if (call.macro != kFlagsMacro) return;
  std::string mailer = call.argument;
  std::transform(mailer.begin(), mailer.end(), mailer.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const FlagsRow& row : kFlags) {
    if (row.flags == call.argument) mailer = row.mailer;
  }
  for (const SiteCall& before : calls_) {
    if (before.macro != "MAILER" || before.argument != mailer) continue;
    findings_.warning(call.where,
                      shown(call) + " stands behind " + shown(before) + " of " +
                          of_line(before, call) +
                          ", which has used the flags already; move it above that line",
                      Explains::kItself);
    return;
  }
}

}  // namespace sendwright::m4::lint
