// An operator-precedence parser that computes while it reads. Operands go to one stack, operators
// that still wait for their right side to another; an operator is carried out when one that binds
// no tighter follows. `1 || 1/0' is 1: while the right side of a decided || or && is read, faults
// of arithmetic do not count, faults of form do.
#include "m4/eval.hh"

#include <cstdint>
#include <limits>
#include <vector>

namespace sendwright::m4 {

namespace {

enum class Op : std::uint8_t {
  kParenthesis, kOr, kAnd, kBitOr, kBitXor, kBitAnd, kEqual, kNotEqual, kGreater, kGreaterEqual,
  kLess, kLessEqual, kShiftLeft, kShiftRight, kPlus, kMinus, kTimes, kDivide, kModulo, kPower,
  kNegate, kIdentity, kNot, kComplement
};

// Higher binds tighter; a parenthesis lets nothing through.
int precedence(Op op) {
  static constexpr int kTable[] = {0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 7, 8, 8, 9, 9,
                                   10, 10, 10, 11, 12, 12, 12, 12};
  return kTable[static_cast<std::size_t>(op)];
}

struct Fault {
  const char* text;
  bool is_fatal = false;
};

constexpr Fault kSyntax{"bad expression in eval"};
constexpr Fault kBadInput{"bad expression in eval (bad input)"};
constexpr Fault kExcess{"bad expression in eval (excess input)"};
constexpr Fault kMissingParenthesis{"bad expression in eval (missing right parenthesis)"};
constexpr Fault kInvalidOperator{"invalid operator in eval", true};

class Evaluator {
 public:
  explicit Evaluator(std::string_view text) : rest_(text) {}

  std::int32_t run() {
    bool wants_operand = true;
    while (true) {
      skip_blanks();
      if (wants_operand) {
        wants_operand = read_operand();
      } else {
        if (!read_operator()) break;
        wants_operand = !after_close_;
      }
    }
    while (!operators_.empty()) {
      if (operators_.back().op == Op::kParenthesis) throw kMissingParenthesis;
      carry_out();
    }
    return operands_.back();
  }

  int single_equals = 0;

 private:
  struct Waiting {
    Op op;
    bool is_decided;  // || and && whose right side has no influence any more
    bool is_single_equals;
    std::size_t operands;  // how many there were, its left side included
  };

  void skip_blanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || (rest_[0] >= '\t' && rest_[0] <= '\r'))) {
      rest_.remove_prefix(1);
    }
  }
  bool take(std::string_view sign) {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  // Reads a number, a sign or an opening parenthesis; true: an operand is still to come.
  bool read_operand() {
    if (rest_.empty()) throw kSyntax;
    const char c = rest_[0];
    if (c >= '0' && c <= '9') {
      operands_.push_back(read_number());
      after_close_ = false;
      return false;
    }
    if (at_assignment()) throw kInvalidOperator;
    if (c == '(' || c == '-' || c == '+' || c == '~' || (c == '!' && !rest_.starts_with("!="))) {
      rest_.remove_prefix(1);
      operators_.push_back({c == '('   ? Op::kParenthesis
                            : c == '-' ? Op::kNegate
                            : c == '+' ? Op::kIdentity
                            : c == '~' ? Op::kComplement
                                       : Op::kNot,
                            false, false, operands_.size()});
      return true;
    }
    throw is_operator_start(c) ? kSyntax : bad_token();
  }

  // What is no token of the language is a matter of input, except where the expression begins.
  [[nodiscard]] Fault bad_token() const {
    return operands_.empty() && operators_.empty() ? kSyntax : kBadInput;
  }

  static bool is_operator_start(char c) {
    return std::string_view("*/%<>=!&|^)").find(c) != std::string_view::npos;
  }

  static int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
  }

  // Decimal, 0 octal, 0x, 0b, 0rRADIX:digits.
  std::int32_t read_number() {
    int base = 10;
    if (take("0x") || take("0X")) {
      base = 16;
    } else if (take("0b") || take("0B")) {
      base = 2;
    } else if (rest_.starts_with("0r") || rest_.starts_with("0R")) {
      rest_.remove_prefix(2);
      base = 0;
      while (!rest_.empty() && digit_value(rest_[0]) < 10 && base < 100) {
        base = base * 10 + digit_value(rest_[0]);
        rest_.remove_prefix(1);
      }
      if (base < 1 || base > 36 || !take(":")) throw bad_token();
    } else if (rest_[0] == '0') {
      base = 8;
    }
    std::uint32_t value = 0;
    while (!rest_.empty()) {
      const int digit = digit_value(rest_[0]);
      if (base == 1 && digit == 1) {
        ++value;
      } else if (base == 1 && digit == 0 && value == 0) {
        // a leading zero in base 1 counts for nothing
      } else if (digit >= base) {
        break;
      } else {
        value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
      }
      rest_.remove_prefix(1);
    }
    return static_cast<std::int32_t>(value);
  }

  // False at the end of the expression.
  bool read_operator() {
    after_close_ = false;
    if (rest_.empty()) return false;
    if (at_assignment()) reject(kInvalidOperator);
    if (take(")")) {
      close_parenthesis();
      after_close_ = true;
      return true;
    }
    static constexpr struct { std::string_view sign; Op op; } kSigns[] = {
        {"||", Op::kOr}, {"&&", Op::kAnd}, {"==", Op::kEqual}, {"!=", Op::kNotEqual},
        {">=", Op::kGreaterEqual}, {"<=", Op::kLessEqual}, {"<<", Op::kShiftLeft},
        {">>", Op::kShiftRight}, {"**", Op::kPower}, {"|", Op::kBitOr}, {"^", Op::kBitXor},
        {"&", Op::kBitAnd}, {"=", Op::kEqual}, {">", Op::kGreater}, {"<", Op::kLess},
        {"+", Op::kPlus}, {"-", Op::kMinus}, {"*", Op::kTimes}, {"/", Op::kDivide},
        {"%", Op::kModulo}};
    for (const auto& [sign, op] : kSigns) {
      if (!take(sign)) continue;
      push(op, sign == "=");
      return true;
    }
    if (rest_[0] >= '0' && rest_[0] <= '9') {
      read_number();
    } else if (rest_[0] != '(' && rest_[0] != '~' && rest_[0] != '!') {
      throw kBadInput;
    }
    reject(kExcess);
  }

  // What was read so far still counts: its faults and warnings come first.
  [[noreturn]] void reject(const Fault& fault) {
    while (!operators_.empty() && operators_.back().op != Op::kParenthesis) carry_out();
    throw operators_.empty() ? fault : kMissingParenthesis;
  }

  // +=, ++ and their like are C's, not ours.
  [[nodiscard]] bool at_assignment() const {
    static constexpr std::string_view kAssigning[] = {"++", "--", "+=", "-=", "*=", "/=", "%=",
                                                      "&=", "|=", "^=", "<<=", ">>="};
    for (const std::string_view sign : kAssigning) {
      if (rest_.starts_with(sign)) return true;
    }
    return false;
  }

  void push(Op op, bool is_single_equals) {
    const bool binds_right = op == Op::kPower;
    given_up_ = kNothing;
    while (!operators_.empty() && operators_.back().op != Op::kParenthesis) {
      const int waiting = precedence(operators_.back().op);
      if (waiting < precedence(op) || (binds_right && waiting == precedence(op))) break;
      carry_out();
    }
    if (precedence(op) > given_up_) reject(kExcess);
    const bool is_decided = (op == Op::kOr && operands_.back() != 0) ||
                            (op == Op::kAnd && operands_.back() == 0);
    if (is_decided) ++decided_;
    operators_.push_back({op, is_decided, is_single_equals, operands_.size()});
  }

  void close_parenthesis() {
    while (!operators_.empty() && operators_.back().op != Op::kParenthesis) carry_out();
    if (operators_.empty()) throw kExcess;
    operators_.pop_back();
  }

  void carry_out() {
    const Waiting waiting = operators_.back();
    operators_.pop_back();
    if (waiting.is_decided) --decided_;
    if (waiting.is_single_equals) ++single_equals;
    const std::int32_t right = operands_.back();
    operands_.pop_back();
    if (precedence(waiting.op) == precedence(Op::kNegate)) {
      operands_.push_back(unary(waiting.op, right));
      return;
    }
    const std::int32_t left = operands_.back();
    try {
      operands_.back() = binary(waiting.op, left, right);
    } catch (const Fault&) {
      if (decided_ == 0) throw;
      give_up_right_side();
    }
  }

  // After a fault in the right side of a decided || or &&: that side with its open parentheses is
  // forgotten, as in GNU m4, which then takes only an operator that does not bind tighter.
  void give_up_right_side() {
    while (!operators_.back().is_decided) operators_.pop_back();
    operands_.resize(operators_.back().operands);
    const Op op = operators_.back().op;
    operands_.back() = op == Op::kOr ? 1 : 0;
    given_up_ = precedence(op);
    operators_.pop_back();
    --decided_;
  }

  static std::int32_t wrap(std::uint32_t value) { return static_cast<std::int32_t>(value); }

  static std::int32_t unary(Op op, std::int32_t value) {
    switch (op) {
      case Op::kNegate: return wrap(0U - static_cast<std::uint32_t>(value));
      case Op::kNot: return value == 0 ? 1 : 0;
      case Op::kComplement: return ~value;
      default: return value;
    }
  }

  static std::int32_t binary(Op op, std::int32_t left, std::int32_t right) {
    const auto a = static_cast<std::uint32_t>(left);
    const auto b = static_cast<std::uint32_t>(right);
    switch (op) {
      case Op::kOr: return left != 0 || right != 0;
      case Op::kAnd: return left != 0 && right != 0;
      case Op::kBitOr: return left | right;
      case Op::kBitXor: return left ^ right;
      case Op::kBitAnd: return left & right;
      case Op::kEqual: return left == right;
      case Op::kNotEqual: return left != right;
      case Op::kGreater: return left > right;
      case Op::kGreaterEqual: return left >= right;
      case Op::kLess: return left < right;
      case Op::kLessEqual: return left <= right;
      case Op::kShiftLeft: return wrap(a << (b & 31));
      case Op::kShiftRight: return left >> (b & 31);
      case Op::kPlus: return wrap(a + b);
      case Op::kMinus: return wrap(a - b);
      case Op::kTimes: return wrap(a * b);
      case Op::kDivide:
        if (right == 0) throw Fault{"divide by zero in eval"};
        return right == -1 ? wrap(0U - a) : left / right;
      case Op::kModulo:
        if (right == 0) throw Fault{"modulo by zero in eval"};
        return right == -1 ? 0 : left % right;
      case Op::kPower: return power(left, right);
      default: return 0;
    }
  }

  static std::int32_t power(std::int32_t base, std::int32_t exponent) {
    if (exponent < 0) throw Fault{"negative exponent in eval"};
    if (base == 0 && exponent == 0) throw Fault{"divide by zero in eval"};
    std::uint32_t result = 1;
    auto factor = static_cast<std::uint32_t>(base);
    for (auto left = static_cast<std::uint32_t>(exponent); left != 0; left >>= 1) {
      if ((left & 1) != 0) result *= factor;
      factor *= factor;
    }
    return wrap(result);
  }

  std::string_view rest_;
  std::vector<std::int32_t> operands_;
  std::vector<Waiting> operators_;
  int decided_ = 0;
  static constexpr int kNothing = std::numeric_limits<int>::max();
  int given_up_ = kNothing;  // the precedence of the || or && whose right side was given up last
  bool after_close_ = false;  // a closing parenthesis was read: an operator comes next
};

}  // namespace

Evaluation evaluate(std::string_view expression) {
  Evaluation result;
  Evaluator evaluator(expression);
  try {
    result.value = evaluator.run();
  } catch (const Fault& fault) {
    result.error = fault.text;
    result.is_fatal = fault.is_fatal;
  }
  result.single_equals = evaluator.single_equals;
  return result;
}

}  // namespace sendwright::m4
