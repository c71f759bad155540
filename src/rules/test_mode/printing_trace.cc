#include "rules/test_mode/printing_trace.hh"

#include <algorithm>
#include <array>
#include <cstdio>

#include "rules/program.hh"
#include "rules/resolve.hh"

namespace sendwright::rules {
namespace {

using address::Token;
using base::DebugCategory;

constexpr std::size_t kNameColumns = 16;

// Levels of category 21 (kRewrite).
constexpr int kRulesetLevel = 1;
constexpr int kMacroLevel = 2;
constexpr int kCallLevel = 3;
constexpr int kRewrittenLevel = 4;
constexpr int kFailLevel = 10;
constexpr int kRuleLevel = 12;
constexpr int kCaptureLevel = 15;
constexpr int kValueLevel = 19;
constexpr int kAdvanceLevel = 35;
constexpr int kBackUpLevel = 36;
// Of the others.
constexpr int kTokenLevel = 44;      // kProgram: tokens one a line, with their addresses
constexpr int kArgumentLevel = 20;   // kMapLookup
constexpr int kAllocatedLevel = 4;   // kBuild
constexpr int kBuildLevel = 5;       // kBuild
constexpr int kBuiltLevel = 6;       // kBuild

// The fields of a resolved address that sendmail's dump has and that are not known before delivery.
void print_resolved(const void* where, std::string_view text, std::string_view host,
                    const Resolution& resolution, std::string_view flags, std::ostream& out) {
  out << where << '=' << text << ":\n\tmailer " << resolution.mailer->index << " ("
      << resolution.mailer->name << "), host `" << host << "'\n\tuser `" << resolution.user
      << "', ruser `<null>'\n\tstate=OK, next=0x0, alias 0x0, uid 0, gid 0\n\tflags=" << flags
      << "\n\towner=(none), home=\"(none)\", fullname=\"(none)\"\n"
         "\torcpt=\"(none)\", statmta=(none), status=(none)\n"
         "\tfinalrcpt=\"(none)\"\n\trstatus=\"(none)\"\n\tstatdate=(none)\n";
}

}  // namespace

void PrintingTrace::input(std::string_view ruleset, std::span<const Token> tokens) {
  line(ruleset, "   input:", tokens);
}

void PrintingTrace::returns(std::string_view ruleset, std::span<const Token> tokens) {
  line(ruleset, " returns:", tokens);
}

void PrintingTrace::line(std::string_view ruleset, std::string_view what,
                         std::span<const Token> tokens) {
  if (style_ == Style::kOtherModes && !is_on(kRulesetLevel)) return;
  line_.assign(style_ == Style::kOtherModes ? "rewrite: ruleset " : "");
  const std::size_t name_end = line_.size() + kNameColumns;
  line_ += ruleset.substr(0, kNameColumns);
  line_.resize(name_end, ' ');
  line_ += what;
  list(tokens, line_);
  line_ += '\n';
  std::ostream& out = style_ == Style::kTestMode ? output_ : debug();
  out.write(line_.data(), static_cast<std::streamsize>(line_.size()));
}

// Appends each token with a blank before it; at level 0.44 on a line of its own.
void PrintingTrace::list(std::span<const Token> tokens, std::string& out) const {
  if (!debug_.is_on(DebugCategory::kProgram, kTokenLevel)) {
    if (tokens.empty()) return;
    out += ' ';
    address::append_trace_text(tokens, out);
    return;
  }
  for (const Token& token : tokens) {
    std::array<char, 32> where{};
    std::snprintf(where.data(), where.size(), "\n\t%lx=",
                  reinterpret_cast<unsigned long>(token.text.data()));
    out += where.data();
    address::append_trace_text({&token, 1}, out);
  }
}

std::string PrintingTrace::listed(std::span<const Token> tokens) const {
  std::string out;
  list(tokens, out);
  return out;
}

bool PrintingTrace::wants_rules() const { return is_on(kMacroLevel); }

void PrintingTrace::trying_rule(const TriedRule& tried) {
  if (is_on(kRuleLevel)) {
    debug() << "-----trying rule";
    if (is_on(kCaptureLevel)) debug() << " (line " << tried.rule.where.line << ')';
    debug() << ": " << tried.rule.lhs_text << '\n';
  }
  const bool has_macro = std::ranges::any_of(tried.rule.pattern, [](const PatternOp& op) {
    return op.kind == PatternOp::Kind::kMacro;
  });
  if (has_macro || is_on(kAdvanceLevel)) {
    (void)tell_match_steps(tried.rule, tried.workspace, tried.macros, tried.blank_substitute, *this);
  }
}

void PrintingTrace::rule_fails() {
  if (is_on(kFailLevel)) debug() << "----- rule fails\n";
}

void PrintingTrace::loops(std::span<const Token> workspace) {
  if (is_on(kRulesetLevel)) debug() << "workspace: " << listed(workspace) << '\n';
}

void PrintingTrace::skips_call(std::string_view name, int number) {
  if (is_on(kCallLevel)) debug() << "-----skip subr " << name << " (" << number << ")\n";
}

void PrintingTrace::rule_matches(std::string_view rhs) {
  if (is_on(kRuleLevel)) debug() << "-----rule matches: " << rhs << '\n';
}

void PrintingTrace::capture_used(int number, std::span<const Token> tokens) {
  if (!is_on(kCaptureLevel)) return;
  debug() << '$' << number << ':';
  for (const Token& token : tokens) {
    debug() << ' ' << static_cast<const void*>(token.text.data()) << "=\""
            << address::trace_text({&token, 1}) << '"';
  }
  debug() << '\n';
}

void PrintingTrace::macro_used(std::string_view name, std::optional<std::string_view> value,
                               std::span<const Token> tokens) {
  if (!is_on(kMacroLevel)) return;
  debug() << "rewrite: RHS $&{" << name << "} => \"" << value.value_or("(NULL)") << "\"\n";
  if (!value || value->empty() || !is_on(kValueLevel)) return;
  for (const Token& token : tokens)
    debug() << " ... " << address::trace_text({&token, 1}) << '\n';
  debug() << " ... DONE\n";
}

void PrintingTrace::rewritten(std::span<const Token> tokens) {
  if (is_on(kRewrittenLevel)) debug() << "rewritten as:" << listed(tokens) << '\n';
}

void PrintingTrace::compares_macro(std::string_view name, std::optional<std::string_view> value) {
  if (!is_on(kMacroLevel)) return;
  debug() << "rewrite: LHS $&{" << name << "} => \"" << value.value_or("(NULL)") << "\"\n";
}

void PrintingTrace::advances(std::string_view pattern, std::string_view token) {
  if (is_on(kAdvanceLevel)) step("ADVANCE rp=", pattern, token);
}

void PrintingTrace::backs_up(std::string_view pattern, std::string_view token) {
  if (is_on(kBackUpLevel)) step("BACKUP  rp=", pattern, token);
}

void PrintingTrace::extends(std::string_view pattern, std::string_view token) {
  if (is_on(kBackUpLevel)) step("EXTEND  rp=", pattern, token);
}

void PrintingTrace::class_matches() {
  if (is_on(kBackUpLevel)) debug() << "CLMATCH\n";
}

void PrintingTrace::step(std::string_view what, std::string_view pattern, std::string_view token) {
  debug() << what << pattern << ", ap=" << token << '\n';
}

bool PrintingTrace::wants_steps() const { return debug_.is_on(DebugCategory::kMapLookup, 1); }

void PrintingTrace::looked_up(const FinishedLookup& lookup) {
  debug() << "map_lookup(" << lookup.map << ", " << lookup.key;
  if (debug_.is_on(DebugCategory::kMapLookup, kArgumentLevel)) {
    debug() << ", %0=" << lookup.key;
    for (std::size_t i = 0; i < lookup.arguments.size(); ++i)
      debug() << ", %" << i + 1 << '=' << lookup.arguments[i];
  }
  debug() << ") => " << lookup.answer.value.value_or("NOT FOUND") << " ("
          << base::to_int(lookup.answer.exit_code) << "), ad=0\n";
}

void PrintingTrace::resolving(std::string_view text) {
  resolving_ = text;
  if (debug_.is_on(DebugCategory::kParse, 1)) debug() << "\n--parseaddr(" << text << ")\n";
}

void PrintingTrace::resolved(const Resolution& resolution) {
  if (!resolution.is_parsed) {
    if (debug_.is_on(DebugCategory::kParse, 1)) debug() << "parseaddr-->NULL\n";
    return;
  }
  if (debug_.is_on(DebugCategory::kBuild, kAllocatedLevel)) {
    debug() << "allocaddr(flags=" << (is_sender_ ? 1 : 0) << ", paddr=" << resolving_ << ", ad=1)\n";
  }
  if (resolution.mailer == nullptr || !debug_.is_on(DebugCategory::kParse, 1)) return;
  debug() << "parseaddr-->";
  print_resolved(&resolution, resolving_, resolution.host, resolution,
                 "100180<QPINGONFAILURE,QPINGONDELAY,QSECURE>", debug());
}

void PrintingTrace::building(std::span<const Token> tokens, bool is_sender) {
  is_sender_ = is_sender;
  if (!debug_.is_on(DebugCategory::kBuild, kBuildLevel)) return;
  debug() << "buildaddr, flags=" << (is_sender ? 1 : 0) << ", tv=" << listed(tokens) << '\n';
}

void PrintingTrace::built(const Resolution& resolution) {
  if (resolution.mailer == nullptr || !debug_.is_on(DebugCategory::kBuild, kBuiltLevel)) return;
  if (resolution.mailer->name == "*include*") return;
  debug() << "buildaddr => ";
  print_resolved(&resolution, "<null>", resolution.host.empty() ? "<null>" : resolution.host,
                 resolution, "180<QPINGONFAILURE,QPINGONDELAY>", debug());
}

void PrintingTrace::writing(std::string_view text) {
  if (debug_.is_on(DebugCategory::kMailerAddress, 1)) debug() << "remotename(" << text << ")\n";
}

void PrintingTrace::written(const RewrittenAddress& address) {
  if (!debug_.is_on(DebugCategory::kMailerAddress, 1)) return;
  debug() << "remotename => `" << address.text << "', stat=" << base::to_int(address.status) << '\n';
}

}  // namespace sendwright::rules
