// Looks at the macro calls of the site's own files, one after the other: their arguments, what they
// define, and in what order they stand. In: each call, just before it is expanded. Out: findings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "m4/builtins.hh"
#include "m4/lint/findings.hh"
#include "m4/lint/library.hh"
#include "m4/lint/order.hh"
#include "m4/symbols.hh"

namespace sendwright::m4::lint {

class CallCheck {
 public:
  // Keeps a mark in the symbol table, which tells later which call has used a name.
  CallCheck(SymbolTable& symbols, Findings& findings)
      : symbols_(symbols), findings_(findings), order_(findings) {}

  void take(const Arguments& arguments, bool begins_section, const FileLine& where,
            const Library& library);
  // At the end of the run: what shows only where nothing better was found on the line, and the
  // names that nothing has read.
  void finish();
  void tell_unread_names(Library& library);

 private:
  struct Defined {
    std::string name;
    FileLine where;
  };

  void check_definition(const Arguments& arguments, const FileLine& where);
  void check_read_before(std::string_view name, const FileLine& where);
  void check_excess(const Arguments& arguments, const FileLine& where);
  void check_mailer(const Arguments& arguments, const FileLine& where, const Library& library);

  SymbolTable& symbols_;
  Findings& findings_;
  OrderCheck order_;
  std::vector<Defined> defined_;
  std::vector<Defined> odd_names_;  // what define was given for a name
};

}  // namespace sendwright::m4::lint
