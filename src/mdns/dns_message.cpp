// SPDX-License-Identifier: MIT
#include "mdns/dns_message.h"

#include <algorithm>
#include <map>

#include "base/text/text.h"

namespace app::dns {
namespace {

constexpr std::size_t head_bytes = 12, max_label_length = 63, max_name_length = 255;
constexpr std::uint16_t is_response = 0x8000, is_authoritative = 0x0400, is_truncated = 0x0200,
                        opcode_and_fault = 0x780f, top_bit = 0x8000;

// Reads past the end return 0 and invalidate the message.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  bool good() const { return good_; }
  void refuse() { good_ = false; }
  std::size_t at() const { return at_; }

  std::uint16_t word() {
    const auto high = byte(at_), low = byte(at_ + 1);
    at_ += 2;
    return static_cast<std::uint16_t>(high << 8 | low);
  }
  std::uint32_t long_word() {
    const std::uint32_t high = word();
    return high << 16 | word();
  }
  std::string_view taken(std::size_t count) {
    if (at_ > bytes_.size() || count > bytes_.size() - at_) {
      refuse();
      return {};
    }
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }

  Name name() {
    Name labels;
    std::size_t here = at_, begun = at_, size = 1;
    bool jumped = false;
    while (good_) {
      const std::uint8_t length = byte(here);
      if (length > max_label_length) {
        const std::size_t to = static_cast<std::size_t>(length & 0x3f) << 8 | byte(here + 1);
        if (!jumped) at_ = here + 2;
        jumped = true;
        if (length < 0xc0 || to < head_bytes || to >= begun) refuse();
        here = begun = to;
        continue;
      }
      if (length == 0) break;
      size += length + 1U;
      if (size > max_name_length || here + 1 + length > bytes_.size()) refuse();
      if (good_) labels.emplace_back(bytes_.substr(here + 1, length));
      here += length + 1U;
    }
    if (!jumped) at_ = here + 1;
    return labels;
  }

 private:
  std::uint8_t byte(std::size_t at) {
    if (at < bytes_.size()) return static_cast<std::uint8_t>(bytes_[at]);
    refuse();
    return 0;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

std::size_t before_name(std::uint16_t of_type) { return of_type == type::srv ? 6 : 0; }

bool begins_with_name(std::uint16_t of_type) {
  constexpr std::uint16_t ns = 2, cname = 5, dname = 39;
  return of_type == type::ptr || of_type == type::srv || of_type == type::nsec || of_type == ns ||
         of_type == cname || of_type == dname;
}

std::string data_of(Reader& reader, std::uint16_t of_type) {
  const std::size_t size = reader.word();
  const std::size_t end = reader.at() + size;
  if (!begins_with_name(of_type)) return std::string(reader.taken(size));
  std::string data(reader.taken(before_name(of_type)));
  data += encode_name(reader.name());
  if (reader.at() > end) reader.refuse();
  if (reader.good()) data += reader.taken(end - reader.at());
  return data;
}

Question question_of(Reader& reader) {
  Question question;
  question.name = reader.name();
  question.type = reader.word();
  const std::uint16_t in = reader.word();
  question.dns_class = in & static_cast<std::uint16_t>(~top_bit);
  question.unicast = (in & top_bit) != 0;
  return question;
}

Record record_of(Reader& reader) {
  Record record;
  record.name = reader.name();
  record.type = reader.word();
  const std::uint16_t in = reader.word();
  record.dns_class = in & static_cast<std::uint16_t>(~top_bit);
  record.flush = (in & top_bit) != 0;
  record.ttl = reader.long_word();
  if (reader.good()) record.data = data_of(reader, record.type);
  return record;
}

class Writer {
 public:
  void word(std::uint16_t value) {
    text_ += static_cast<char>(value >> 8);
    text_ += static_cast<char>(value & 0xff);
  }
  // Writes a pointer for the longest suffix that the message already has.
  void name(const Name& name) {
    for (auto label = name.begin(); label != name.end(); ++label) {
      const std::string rest = base::ascii_lower(encode_name(Name(label, name.end())));
      if (const auto known = places_.find(rest); known != places_.end()) {
        word(static_cast<std::uint16_t>(0xc000 | known->second));
        return;
      }
      if (text_.size() < 0x4000) places_.emplace(rest, static_cast<std::uint16_t>(text_.size()));
      text_ += static_cast<char>(label->size());
      text_ += *label;
    }
    text_ += '\0';
  }
  void record(const Record& record) {
    name(record.name);
    word(record.type);
    word(record.flush ? record.dns_class | top_bit : record.dns_class);
    word(static_cast<std::uint16_t>(record.ttl >> 16));
    word(static_cast<std::uint16_t>(record.ttl & 0xffff));
    word(static_cast<std::uint16_t>(record.data.size()));
    text_ += record.data;
  }
  std::string taken() { return std::move(text_); }

 private:
  std::string text_;
  std::map<std::string, std::uint16_t> places_;
};

}  // namespace

Name parse_name(std::string_view dotted) {
  Name name;
  for (const std::string_view label : base::split(dotted, ".")) name.emplace_back(label);
  return name;
}

bool names_equal(const Name& one, const Name& other) {
  return std::ranges::equal(one, other, [](const auto& a, const auto& b) { return base::iequals(a, b); });
}

std::string encode_name(const Name& name) {
  std::string text;
  for (const std::string& label : name) {
    text += static_cast<char>(label.size());
    text += label;
  }
  return text + '\0';
}

bool same_rrset(const Record& one, const Record& other) {
  return one.type == other.type && one.dns_class == other.dns_class && names_equal(one.name, other.name);
}

// The length of a label is never an ASCII letter, so a name can be compared as a single string.
bool records_equal(const Record& one, const Record& other) {
  if (!same_rrset(one, other)) return false;
  if (!begins_with_name(one.type)) return one.data == other.data;
  const std::size_t exact = before_name(one.type);
  return one.data.substr(0, exact) == other.data.substr(0, exact) && one.data.size() == other.data.size() &&
         base::iequals(std::string_view(one.data).substr(exact), std::string_view(other.data).substr(exact));
}

std::optional<Message> parse(std::string_view bytes) {
  if (bytes.size() < head_bytes || bytes.size() > max_bytes) return {};
  Reader reader(bytes);
  Message message;
  message.id = reader.word();
  const std::uint16_t flags = reader.word();
  if ((flags & opcode_and_fault) != 0) return {};
  message.response = (flags & is_response) != 0;
  message.more_follows = (flags & is_truncated) != 0;
  const std::uint16_t questions = reader.word(), answers = reader.word(), authority = reader.word(),
                      additional = reader.word();
  for (int left = questions; left > 0 && reader.good(); --left) {
    message.questions.push_back(question_of(reader));
  }
  const auto records = [&](int left, std::vector<Record>& to) {
    for (; left > 0 && reader.good(); --left) to.push_back(record_of(reader));
  };
  records(answers, message.answers);
  records(authority, message.authority);
  records(additional, message.additional);
  if (!reader.good()) return {};
  return message;
}

std::string serialize(const Message& message) {
  Writer writer;
  writer.word(message.id);
  int flags = message.response ? is_response | is_authoritative : 0;
  if (message.more_follows) flags |= is_truncated;
  writer.word(static_cast<std::uint16_t>(flags));
  writer.word(static_cast<std::uint16_t>(message.questions.size()));
  for (const auto* section : {&message.answers, &message.authority, &message.additional}) {
    writer.word(static_cast<std::uint16_t>(section->size()));
  }
  for (const Question& question : message.questions) {
    writer.name(question.name);
    writer.word(question.type);
    writer.word(question.unicast ? question.dns_class | top_bit : question.dns_class);
  }
  for (const auto* section : {&message.answers, &message.authority, &message.additional}) {
    for (const Record& record : *section) writer.record(record);
  }
  return writer.taken();
}

}  // namespace app::dns
