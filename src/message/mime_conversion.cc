#include "message/mime_conversion.hh"

#include <algorithm>
#include <utility>

#include "base/strings.hh"

namespace sendwright::message {
namespace {

bool is_high(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }

// Content in an encoding of its own is 7-bit already, or not ours to judge; signed content stays.
bool may_be_encoded(const ContentType& type) {
  const bool is_plain = type.encoding.empty() || type.encoding == "7bit" ||
                        type.encoding == "8bit" || type.encoding == "binary";
  return is_plain && !type.type.starts_with("multipart/");
}

// Quoted-printable triples the 8-bit octets; beyond one in eight, base64 is shorter and nothing of
// the text could be read anyway.
TransferEncoding choose(size_t octets, size_t high_octets) {
  if (high_octets == 0) return TransferEncoding::kUnchanged;
  return octets / 8 < high_octets ? TransferEncoding::kBase64 : TransferEncoding::kQuotedPrintable;
}

std::string_view name_of(TransferEncoding encoding) {
  return encoding == TransferEncoding::kBase64 ? "base64" : "quoted-printable";
}

void set_encoding(HeaderList& headers, TransferEncoding encoding, const std::string& host,
                  const std::string& queue_id) {
  const std::string name(name_of(encoding));
  headers.remove_all("Content-Transfer-Encoding");
  headers.append("Content-Transfer-Encoding", ' ' + name);
  headers.append("X-MIME-Autoconverted", " from 8bit to " + name + " by " + host + " id " + queue_id);
}

}  // namespace

bool has_8bit(std::string_view octets) { return std::ranges::any_of(octets, is_high); }

// ---- analysis ----

void MimeAnalysis::part_header(const HeaderList&, const ContentType& type, size_t, std::string_view) {
  type_ = type;
  octets_ = high_octets_ = 0;
}

void MimeAnalysis::leaf_line(std::string_view line, size_t) {
  octets_ += line.size();
  high_octets_ += static_cast<size_t>(std::ranges::count_if(line, is_high));
}

void MimeAnalysis::leaf_end(size_t, bool) {
  plan_.push_back(may_be_encoded(type_) ? choose(octets_, high_octets_)
                                        : TransferEncoding::kUnchanged);
}

// ---- the message's own header ----

HeaderList converted_headers(const HeaderList& headers, const ConversionPlan& plan,
                             const std::string& host, const std::string& queue_id,
                             const std::string& charset) {
  HeaderList converted = headers;
  const ContentType type = content_type(headers);
  if (type.is_multipart() || type.is_message()) {
    const bool is_8bit = type.encoding == "8bit" || type.encoding == "binary";
    if (is_8bit) converted.remove_all("Content-Transfer-Encoding");
    return converted;
  }
  if (plan.empty() || plan.front() == TransferEncoding::kUnchanged) return converted;
  if (headers.find("MIME-Version") == nullptr) converted.append("MIME-Version", " 1.0");
  if (headers.find("Content-Type") == nullptr) {
    converted.append("Content-Type", " text/plain; charset=" + charset);
  }
  set_encoding(converted, plan.front(), host, queue_id);
  return converted;
}

// ---- conversion ----

SevenBitConverter::SevenBitConverter(const HeaderList& headers, ConversionPlan plan,
                                     std::string host, std::string queue_id)
    : plan_(std::move(plan)),
      host_(std::move(host)),
      queue_id_(std::move(queue_id)),
      walker_(headers, *this) {}

void SevenBitConverter::feed(std::string_view octets, std::string& out) {
  walker_.feed(octets);
  out += pending_;
  pending_.clear();
}

void SevenBitConverter::finish(std::string& out) {
  walker_.finish();
  out += pending_;
  pending_.clear();
}

TransferEncoding SevenBitConverter::encoding_of(size_t leaf) const {
  return leaf < plan_.size() ? plan_[leaf] : TransferEncoding::kUnchanged;
}

void SevenBitConverter::part_header(const HeaderList& headers, const ContentType& type, size_t leaf,
                                    std::string_view raw) {
  // The first is the message's own, which converted_headers() is for.
  if (!std::exchange(is_inside_, true)) return;
  const bool is_leaf = !type.is_multipart() && !type.is_message();
  if (!is_leaf || encoding_of(leaf) == TransferEncoding::kUnchanged) {
    outside_line(raw);
    return;
  }
  HeaderList converted = headers;
  set_encoding(converted, encoding_of(leaf), host_, queue_id_);
  for (const HeaderField& field : converted.fields()) {
    outside_line(field.name + ':' + field.value + '\n');
  }
  pending_ += '\n';
}

void SevenBitConverter::leaf_line(std::string_view line, size_t leaf) {
  switch (encoding_of(leaf)) {
    case TransferEncoding::kQuotedPrintable: return quoted_printable_.encode(line, pending_);
    case TransferEncoding::kBase64: return base64_.encode(line, pending_);
    case TransferEncoding::kUnchanged: pending_ += line;
  }
}

void SevenBitConverter::leaf_end(size_t leaf, bool is_before_boundary) {
  switch (encoding_of(leaf)) {
    case TransferEncoding::kQuotedPrintable: return quoted_printable_.finish(pending_);
    case TransferEncoding::kBase64: return base64_.finish(is_before_boundary, pending_);
    case TransferEncoding::kUnchanged: return;
  }
}

void SevenBitConverter::outside_line(std::string_view line) {
  for (const char c : line) pending_ += static_cast<char>(c & 0x7f);
}

}  // namespace sendwright::message
