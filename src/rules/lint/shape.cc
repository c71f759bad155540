#include "rules/lint/shape.hh"

#include <algorithm>
#include <optional>

namespace sendwright::rules::lint {
namespace {

using address::Meta;
using Kind = Piece::Kind;

bool is_meta_token(const ReplacementOp& op, Meta meta) {
  return op.kind == ReplacementOp::Kind::kToken && op.token.is(meta);
}

void append_op(const PatternOp& op, Shape& shape) {
  using Op = PatternOp::Kind;
  switch (op.kind) {
    case Op::kLiteral:
      shape.push_back({Kind::kLiteral, op.literal, {}});
      break;
    case Op::kAny:
      shape.push_back({Kind::kAny, {}, {}});
      break;
    case Op::kSome:
      shape.push_back({Kind::kOne, {}, {}});
      shape.push_back({Kind::kAny, {}, {}});
      break;
    case Op::kOne:
      shape.push_back({Kind::kOne, {}, {}});
      break;
    case Op::kClass:
      shape.push_back({Kind::kClass, {}, op.name});
      break;
    case Op::kNotClass:
      shape.push_back({Kind::kNotClass, {}, op.name});
      break;
    case Op::kMacro:
      shape.push_back({Kind::kMacro, {}, op.name});
      break;
  }
}

// In each run of `$-` and `$*`: the single tokens, then one `$*` if there was any.
Shape in_normal_form(const Shape& shape) {
  Shape out;
  for (std::size_t i = 0; i < shape.size();) {
    bool has_any = false;
    std::size_t end = i;
    for (; end < shape.size(); ++end) {
      if (shape[end].kind == Kind::kOne) {
        out.push_back(shape[end]);
      } else if (shape[end].kind == Kind::kAny) {
        has_any = true;
      } else {
        break;
      }
    }
    if (has_any) out.push_back({Kind::kAny, {}, {}});
    if (end < shape.size()) out.push_back(shape[end++]);
    i = end;
  }
  return out;
}

// The pattern's wildcards by number, from 1.
const PatternOp* wildcard(const Rule& rule, int number) {
  for (const PatternOp& op : rule.pattern) {
    if (op.is_wildcard() && --number == 0) return &op;
  }
  return nullptr;
}

// Behind the lookup that begins at `begin`.
std::size_t end_of_lookup(const Rule& rule, std::size_t begin) {
  const Meta closing = is_meta_token(rule.replacement[begin], Meta::kHostLookupBegin)
                           ? Meta::kHostLookupEnd
                           : Meta::kLookupEnd;
  std::size_t at = begin + 1;
  while (at < rule.replacement.size() && !is_meta_token(rule.replacement[at], closing))
    ++at;
  return std::min(at + 1, rule.replacement.size());
}

bool begins_lookup(const ReplacementOp& op) {
  return is_meta_token(op, Meta::kLookupBegin) || is_meta_token(op, Meta::kHostLookupBegin);
}

// Walks both shapes; remembers which pairs of positions have been decided.
class Covering {
 public:
  Covering(const Shape& wide, const Shape& narrow)
      : wide_(wide), narrow_(narrow), decided_((wide.size() + 1) * (narrow.size() + 1) * 2) {}

  // The rest of `wide` from `i` takes the rest of `narrow` from `j`; with `is_rest_open`, any
  // number of tokens stand in front of that (what a class phrase may have beyond its first token).
  bool run(std::size_t i, std::size_t j, bool is_rest_open) {
    std::optional<bool>& decided =
        decided_[((i * (narrow_.size() + 1)) + j) * 2 + (is_rest_open ? 1 : 0)];
    if (!decided) {
      decided = false;
      decided = decide(i, j, is_rest_open);
    }
    return *decided;
  }

 private:
  bool decide(std::size_t i, std::size_t j, bool is_rest_open) {
    if (i == wide_.size()) return j == narrow_.size() && !is_rest_open;
    const Piece& taker = wide_[i];
    if (is_rest_open) return taker.kind == Kind::kAny && run(i, j, false);
    if (taker.kind == Kind::kAny) {
      return run(i + 1, j, false) || (j < narrow_.size() && run(i, j + 1, false));
    }
    if (j == narrow_.size()) return false;
    const Piece& taken = narrow_[j];
    switch (taker.kind) {
      case Kind::kLiteral:
        return taken.kind == Kind::kLiteral && same_token(taker.literal, taken.literal) &&
               run(i + 1, j + 1, false);
      case Kind::kOne:
        if (taken.kind == Kind::kClass) return run(i + 1, j + 1, true);
        return taken.kind != Kind::kAny && taken.kind != Kind::kMacro && run(i + 1, j + 1, false);
      default:
        return taken.kind == taker.kind && taken.name == taker.name && run(i + 1, j + 1, false);
    }
  }

  const Shape& wide_;
  const Shape& narrow_;
  std::vector<std::optional<bool>> decided_;
};

// Whether both can have one workspace in common, classes and macros taken as anything.
class Meeting {
 public:
  Meeting(Shape a, Shape b)
      : a_(widened(std::move(a))),
        b_(widened(std::move(b))),
        seen_((a_.size() + 1) * (b_.size() + 1)) {}

  bool run(std::size_t i, std::size_t j) {
    if (i == a_.size() && j == b_.size()) return true;
    char& seen = seen_[(i * (b_.size() + 1)) + j];
    if (seen != 0) return false;
    seen = 1;
    const bool is_open_a = i < a_.size() && a_[i].kind == Kind::kAny;
    const bool is_open_b = j < b_.size() && b_[j].kind == Kind::kAny;
    if (is_open_a && run(i + 1, j)) return true;
    if (is_open_b && run(i, j + 1)) return true;
    if (i == a_.size() || j == b_.size()) return false;
    if (is_open_a || is_open_b) {
      return (is_open_a && run(i, j + 1)) || (is_open_b && run(i + 1, j));
    }
    const bool may_be_same = a_[i].kind != Kind::kLiteral || b_[j].kind != Kind::kLiteral ||
                             same_token(a_[i].literal, b_[j].literal);
    return may_be_same && run(i + 1, j + 1);
  }

 private:
  static Shape widened(const Shape& shape) {
    Shape out;
    for (const Piece& piece : shape) {
      switch (piece.kind) {
        case Kind::kClass:
          out.push_back({Kind::kOne, {}, {}});
          out.push_back({Kind::kAny, {}, {}});
          break;
        case Kind::kMacro:
          out.push_back({Kind::kAny, {}, {}});
          break;
        case Kind::kNotClass:
          out.push_back({Kind::kOne, {}, {}});
          break;
        default:
          out.push_back(piece);
      }
    }
    return out;
  }

  const Shape a_;
  const Shape b_;
  std::vector<char> seen_;
};

bool differ(const Piece& a, const Piece& b) {
  return a.kind == Kind::kLiteral && b.kind == Kind::kLiteral && !same_token(a.literal, b.literal);
}

}  // namespace

Shape pattern_shape(const Rule& rule) {
  Shape shape;
  for (const PatternOp& op : rule.pattern)
    append_op(op, shape);
  return in_normal_form(shape);
}

Shape result_shape(const Rule& rule) {
  Shape shape;
  for (std::size_t i = 0; i < rule.replacement.size();) {
    const ReplacementOp& op = rule.replacement[i];
    if (begins_lookup(op)) {
      shape.push_back({Kind::kAny, {}, {}});
      i = end_of_lookup(rule, i);
      continue;
    }
    // A call takes all that follows.
    if (is_meta_token(op, Meta::kCall)) {
      shape.push_back({Kind::kAny, {}, {}});
      break;
    }
    if (op.kind == ReplacementOp::Kind::kToken) {
      shape.push_back({Kind::kLiteral, op.token, {}});
    } else if (op.kind == ReplacementOp::Kind::kMacro) {
      shape.push_back({Kind::kAny, {}, {}});
    } else if (const PatternOp* const taken = wildcard(rule, op.capture)) {
      append_op(*taken, shape);
    }
    ++i;
  }
  return in_normal_form(shape);
}

Shape anything() {
  return {Piece{Kind::kAny, {}, {}}};
}

bool covers(const Shape& wide, const Shape& narrow) {
  if (!wide.empty() && !narrow.empty()) {
    if (differ(wide.front(), narrow.front()) || differ(wide.back(), narrow.back())) return false;
  }
  return Covering(wide, narrow).run(0, 0, false);
}

bool are_disjoint(const Shape& a, const Shape& b) {
  return !Meeting(a, b).run(0, 0);
}

bool ends_ruleset(const Rule& rule) {
  return rule.then == Rule::Then::kReturn || rule.bad_capture != 0 ||
         (!rule.replacement.empty() && is_meta_token(rule.replacement.front(), Meta::kMailer));
}

bool has_call(const Rule& rule) {
  return std::ranges::any_of(
      rule.replacement, [](const ReplacementOp& op) { return is_meta_token(op, Meta::kCall); });
}

}  // namespace sendwright::rules::lint
