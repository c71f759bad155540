// The format of queue control files (qf), version 8, as sendmail writes and reads it: bytes in, an
// envelope out, and back. docs/queue-files.md describes the records. No input or output here.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "queue/envelope.hh"

namespace sendwright::queue {

// What a control file says beyond the envelope.
struct QueueFile {
  Envelope envelope;           // without queue_id and body_size_octets, which the file does not hold
  std::string data_directory;  // the d record: where the body file is; empty: in the usual place
};

struct QueueFileError {
  std::string message;      // for the log: names file and line
  bool is_incomplete = false;  // cut short (the final `.` is missing): may still be being written
};

// `file` names the content in errors. Content after the end record, unknown records and numbers that
// are none are errors: such a file is not ours, or was tampered with.
[[nodiscard]] std::expected<QueueFile, QueueFileError> parse_queue_file(std::string_view content,
                                                                        std::string_view file);

// The content of the control file. Line ends inside values cannot forge a record: they become blanks,
// or in header fields, folds.
[[nodiscard]] std::string render_queue_file(const QueueFile& file);

// Sender and recipients as records and listings have them: those that came by SMTP keep their angle
// brackets.
[[nodiscard]] std::string listed_sender(const Envelope& envelope);
[[nodiscard]] std::string listed_address(const Envelope& envelope, const Recipient& recipient);

}  // namespace sendwright::queue
