#include "message/field_info.hh"

#include <array>

#include "base/strings.hh"

namespace sendwright::message {
namespace {

constexpr std::array kFields = {
    FieldInfo{"resent-sender", FieldClass::kSender},
    FieldInfo{"resent-from", FieldClass::kSender},
    FieldInfo{"resent-reply-to", FieldClass::kSender},
    FieldInfo{"sender", FieldClass::kSender},
    FieldInfo{"from", FieldClass::kSender},
    FieldInfo{"reply-to", FieldClass::kSender},
    FieldInfo{"errors-to", FieldClass::kSender},
    FieldInfo{"disposition-notification-to", FieldClass::kSender},
    FieldInfo{"to", FieldClass::kRecipient},
    FieldInfo{"resent-to", FieldClass::kRecipient},
    FieldInfo{"cc", FieldClass::kRecipient},
    FieldInfo{"resent-cc", FieldClass::kRecipient},
    FieldInfo{"apparently-to", FieldClass::kRecipient},
    FieldInfo{"bcc", FieldClass::kBlindCopy},
    FieldInfo{"resent-bcc", FieldClass::kBlindCopy},
    FieldInfo{"received", FieldClass::kTrace, false, true},
    FieldInfo{"x400-received", FieldClass::kTrace, false, true},
    FieldInfo{"via", FieldClass::kTrace, false, true},
    FieldInfo{"mail-from", FieldClass::kTrace, false, true},
    FieldInfo{"message", FieldClass::kEndOfHeader},
    FieldInfo{"text", FieldClass::kEndOfHeader},
    FieldInfo{"full-name", FieldClass::kOther, true},
    FieldInfo{"return-path", FieldClass::kOther, true, true},
    FieldInfo{"content-length", FieldClass::kOther, true},
    FieldInfo{"comments", FieldClass::kOther, false, true},
    FieldInfo{"x-authentication-warning", FieldClass::kOther, false, true},
};
constexpr FieldInfo kUnknown{};

}  // namespace

const FieldInfo& field_info(std::string_view name) {
  for (const FieldInfo& info : kFields) {
    if (base::equals_ignoring_case(info.name, name)) return info;
  }
  return kUnknown;
}

bool is_resent_field(std::string_view name) {
  return base::starts_with_ignoring_case(name, "resent-");
}

}  // namespace sendwright::message
