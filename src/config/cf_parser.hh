// The reader's inside: one object reads one file. Each kind of line has its function; those of
// rules, mailers, classes, options, headers and declarations have files of their own.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/cf_reader.hh"

namespace sendwright::config {

class CfParser {
 public:
  CfParser(Configuration& configuration, const ReadOptions& options, std::string file);

  // Macros, classes and mailers that are there before the first line.
  void predefine();
  // The logical lines of a file (continuations joined), then what must hold at the end.
  void read(std::string_view text);

  [[nodiscard]] std::vector<ReadMessage> take_messages() { return std::move(messages_); }
  // The status of the first error; kOk without one.
  [[nodiscard]] base::ExitCode status() const { return status_; }
  // A value that leaves nothing to go on with (DeliveryMode): the rest was not read.
  [[nodiscard]] bool was_given_up() const { return was_given_up_; }

 private:
  // `text` starts with the line's letter.
  void line(std::string_view text);
  void dispatch(char letter, std::string_view rest);

  void define_macro(std::string_view rest);
  void environment(std::string_view rest);
  void precedence(std::string_view rest);
  void trusted_users(std::string_view rest);
  void version(std::string_view rest);
  void unknown_line(char letter, std::string_view rest);
  void check_complete();

  // cf_options.cc
  void option(std::string_view rest);
  void option_was_set(std::string_view name, Warnings warnings);
  void option_was_refused(std::string_view value, const std::string& message);
  void alias_classes();
  void check_options();

  // cf_rules.cc
  void adopt_operators();
  void ruleset(std::string_view rest);
  void rule(std::string_view text, bool has_references);
  [[nodiscard]] std::string_view half(std::string_view coded, bool has_references);
  void check_pattern(std::string_view lhs, int& wildcards);
  void check_replacement(std::string_view rhs, int wildcards);
  // -1: no ruleset is named so, reported.
  int ruleset_of(std::string_view text);
  int named_ruleset(const std::string& name);
  int tied_ruleset(const std::string& name, std::string_view number, std::string_view whole);

  // cf_mailers.cc
  void predefine_mailers();
  void mailer(std::string_view rest);
  bool mailer_equate(Mailer& mailer, char key, const std::string& value);
  bool mailer_rulesets(std::string_view value, RulesetNumber& envelope, RulesetNumber& header);
  void mailer_user(Mailer& mailer, std::string_view value);
  bool finish_mailer(Mailer& mailer);
  void adapt_mailers_to_level();
  void add_mailer(Mailer mailer);

  // cf_classes.cc
  void predefine_classes();
  void class_words(std::string_view rest);
  void class_file(std::string_view rest);
  void add_class_words(std::string_view name, std::string_view words);
  void read_class_file(std::string_view name, std::string_view file, std::string_view format,
                       bool is_optional);
  void class_from_map(const std::string& name, std::string_view specification, bool is_optional);
  void read_class_program(std::string_view name, std::string_view command);

  // cf_declarations.cc
  void map(std::string_view rest);
  void milter(std::string_view rest);
  void queue_group(std::string_view rest);
  bool milter_timeouts(const std::string& name, std::string_view value);
  bool milter_socket(const std::string& name, std::string_view value);

  // cf_headers.cc
  void header(std::string_view rest);

  // As it is kept: `$&x` stays. Too much of it all together ends the reading.
  std::string expanded(std::string_view coded);
  // A name at the start of `rest`, which is shortened by it; empty after an error.
  std::string take_name(std::string_view& rest);

  // cf_messages.cc
  // A coded text as messages show it: the octet 1 stands for the dollar of a reference.
  [[nodiscard]] static std::string plain(std::string_view coded);
  // Each with file and line. An error makes every mode but -bt end with its status: kSoftware, or
  // kSystemError if the system said why (`reason`); a note does not.
  void error(std::string text);
  void system_error(const std::string& text, std::string_view reason);
  void note(std::string text);
  void warn(std::string text);  // as it stands, without file and line
  void keep(ReadMessage message);
  // An error after which nothing more is read.
  void give_up(std::string text);
  void fail(base::ExitCode status);
  void report(std::vector<std::string> messages);  // errors
  // Notes what is wrong with an interval that another room will use.
  void check_interval(std::string_view value, char default_unit);

  Configuration& configuration_;
  const ReadOptions& options_;
  std::string file_;
  int line_number_ = 0;  // of the last physical line of the logical one
  int first_line_number_ = 0;
  int current_ruleset_ = -1;
  int next_named_ruleset_ = kMaxRulesets - 1;
  std::set<std::string, std::less<>> map_names_;
  std::size_t expanded_octets_ = 0;
  std::vector<ReadMessage> messages_;
  std::size_t message_octets_ = 0;
  base::ExitCode status_ = base::ExitCode::kOk;
  bool was_given_up_ = false;
  bool has_operators_ = false;  // OperatorChars has been set
  std::string operator_chars_;  // those of configuration_.operators; empty: the standard ones
  // Kept from line to line for their memory.
  std::string uncommented_;
  std::string coded_;
};

}  // namespace sendwright::config
