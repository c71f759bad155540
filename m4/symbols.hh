// The symbol table: names, and for each the stack of definitions that pushdef and popdef work on.
// A definition is shared: the text of a macro that is being expanded stays alive although the macro
// redefines itself meanwhile.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "m4/origin.hh"

namespace sendwright::m4 {

struct Builtin;

// What a name stands for: a builtin, or text in which $1... are to be replaced.
struct Definition {
  std::string text;
  const Builtin* builtin = nullptr;
  bool has_parameters = false;  // a `$' stands somewhere in text
  OriginId origin = 0;  // the call that made it, where that is tracked
  std::uint32_t references = 0;
};

// A counted reference; the processor is single-threaded, so the count is a plain integer.
class DefinitionRef {
 public:
  DefinitionRef() = default;
  explicit DefinitionRef(Definition* definition) : definition_(definition) { retain(); }
  DefinitionRef(const DefinitionRef& other) : definition_(other.definition_) { retain(); }
  DefinitionRef(DefinitionRef&& other) noexcept
      : definition_(std::exchange(other.definition_, nullptr)) {}
  DefinitionRef& operator=(DefinitionRef other) noexcept {
    std::swap(definition_, other.definition_);
    return *this;
  }
  ~DefinitionRef() { release(); }

  explicit operator bool() const { return definition_ != nullptr; }
  const Definition* operator->() const { return definition_; }
  const Definition& operator*() const { return *definition_; }
  void set_origin(OriginId origin) { definition_->origin = origin; }

 private:
  void retain() {
    if (definition_ != nullptr) ++definition_->references;
  }
  void release() {
    if (definition_ != nullptr && --definition_->references == 0) {
      std::unique_ptr<Definition> last(definition_);
    }
  }
  Definition* definition_ = nullptr;
};

[[nodiscard]] DefinitionRef make_text_definition(std::string_view text,
                                                 OriginId origin = 0);
[[nodiscard]] DefinitionRef make_builtin_definition(const Builtin* builtin, OriginId origin = 0);

struct Symbol {
  std::string name;
  std::uint32_t hash = 0;
  bool is_traced = false;
  bool was_used = false;       // before the last definition
  std::uint32_t last_use =
      0;  // SymbolTable::use_mark when it was last asked for; 0: not since then
  DefinitionRef definition;             // none: not defined
  std::vector<DefinitionRef> shadowed;  // what pushdef has put aside, oldest first
  Symbol* next = nullptr;               // in the same bucket
};

// One step of the hash that names are looked up by; the lexer computes it while it scans.
inline constexpr std::uint32_t kHashSeed = 5381;
[[nodiscard]] constexpr std::uint32_t hash_step(std::uint32_t hash, char c) {
  return hash * 33 ^ static_cast<unsigned char>(c);
}
[[nodiscard]] std::uint32_t hash_of(std::string_view name);

// Owns all symbols. Pointers to symbols stay valid; a name once seen keeps its (empty) symbol.
class SymbolTable {
 public:
  // Throws MemoryLimitExceeded when names and definitions, the shadowed ones too, take more.
  explicit SymbolTable(std::size_t memory_limit = SIZE_MAX);

  // The defined symbol of this name, or null.
  [[nodiscard]] Symbol* find(std::string_view name, std::uint32_t hash) const {
    for (Symbol* symbol = buckets_[hash & mask_]; symbol != nullptr; symbol = symbol->next) {
      if (symbol->hash == hash && symbol->name == name)
        return symbol->definition ? symbol : nullptr;
    }
    return nullptr;
  }
  [[nodiscard]] Symbol* find(std::string_view name) const { return find(name, hash_of(name)); }

  // The symbol of this name even if it has no definition, or null where the name never was seen.
  [[nodiscard]] const Symbol* known(std::string_view name) const;

  // What goes into Symbol::last_use; an observer of the run may count with it.
  std::uint32_t use_mark = 1;

  // The symbol of this name, made without a definition where there was none.
  Symbol& intern(std::string_view name);

  // Returns the definition that stood there.
  DefinitionRef define(std::string_view name, DefinitionRef definition);
  void push(std::string_view name, DefinitionRef definition);
  void pop(std::string_view name);
  void undefine(std::string_view name);

  // All defined symbols, or those without a definition too, sorted by name.
  [[nodiscard]] std::vector<Symbol*> sorted() const;
  [[nodiscard]] const std::vector<std::unique_ptr<Symbol>>& all() const { return symbols_; }

 private:
  void grow();
  void account_for(std::size_t more);

  std::vector<Symbol*> buckets_;
  std::uint32_t mask_;
  std::size_t memory_limit_;
  std::size_t memory_ = 0;  // bytes of names and definitions, about
  std::vector<std::unique_ptr<Symbol>> symbols_;
};

}  // namespace sendwright::m4
