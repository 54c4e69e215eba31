// SPDX-License-Identifier: MIT
#include "http/multipart_parser.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

namespace {

using http::MultipartParser;
using http::Part;

struct Seen {
  Part part;
  std::string data;
  bool ended = false;
};

class Collector final : public http::PartHandler {
 public:
  void begin(const Part& part) override {
    REQUIRE((seen.empty() || seen.back().ended));
    seen.push_back({part, {}, false});
  }
  void data(std::string_view bytes) override {
    CHECK_FALSE(bytes.empty());
    REQUIRE_FALSE(seen.back().ended);
    seen.back().data += bytes;
  }
  void end() override {
    REQUIRE_FALSE(seen.back().ended);
    seen.back().ended = true;
  }

  std::vector<Seen> seen;
};

std::vector<Seen> read(std::string_view bytes, bool complete = true) {
  Collector sink;
  MultipartParser multipart("XX", sink);
  multipart.feed(bytes);
  CHECK(multipart.complete() == complete);
  return sink.seen;
}
Part part_of(std::string_view head) {
  const auto seen = read(std::string("--XX\r\n").append(head).append("\r\n\r\n\r\n--XX--"));
  REQUIRE(seen.size() == 1);
  return seen[0].part;
}
Part disposition(std::string_view parameters) {
  return part_of(std::string("Content-Disposition: form-data; ").append(parameters));
}

const std::string usual =
    "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA title\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\nContent-Type: "
    "image/jpeg\r\n\r\n"
    "\xff\xd8\r\n--X\r\n--\r\n\r\n-XX--\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XX--\r\n";

void check_usual(const std::vector<Seen>& seen) {
  REQUIRE(seen.size() == 3);
  CHECK(seen[0].part.name == "title");
  CHECK_FALSE(seen[0].part.file_name);
  CHECK(seen[0].data == "A title");
  CHECK(seen[1].part.name == "image");
  CHECK(seen[1].part.file_name == "a.jpg");
  CHECK(seen[1].part.content_type == "image/jpeg");
  CHECK(seen[1].data == "\xff\xd8\r\n--X\r\n--\r\n\r\n-XX--");
  CHECK(seen[2].part.name == "empty");
  CHECK(seen[2].data == "");
  for (const Seen& part : seen) CHECK(part.ended);
}

}  // namespace

TEST_CASE("multipart: the parts of a form") {
  check_usual(read(usual));
  check_usual(read("a preamble\r\nto pass over --XX\r\n" + usual + "an epilogue\r\n--XX\r\n"));
}

TEST_CASE("multipart: it may be split at every byte, and come byte by byte") {
  for (std::size_t split = 0; split <= usual.size(); ++split) {
    Collector sink;
    MultipartParser multipart("XX", sink);
    multipart.feed(std::string_view(usual).substr(0, split));
    multipart.feed(std::string_view(usual).substr(split));
    CHECK(multipart.complete());
    check_usual(sink.seen);
  }
  Collector sink;
  MultipartParser multipart("XX", sink);
  for (const char c : usual) multipart.feed({&c, 1});
  CHECK(multipart.complete());
  check_usual(sink.seen);
}

TEST_CASE("multipart: it is complete with the closing boundary, not before") {
  const std::size_t end = usual.size() - 2;  // without the last CRLF
  for (std::size_t size = 0; size < end; ++size) read(std::string_view(usual).substr(0, size), false);
  read(std::string_view(usual).substr(0, end));
  CHECK(read("--XX--").empty());
  CHECK(read("\r\n--XX--\r\n").empty());
  CHECK(read("", false).empty());
}

TEST_CASE("multipart: names and file names as clients write them") {
  CHECK(disposition("name=\"a b\"").name == "a b");
  CHECK(disposition("name=plain").name == "plain");
  CHECK(disposition("NAME=\"x\"").name == "x");
  CHECK(disposition("filename=\"f\"").name == "");
  CHECK(disposition("filename=\"f\"; name=\"x\"").name == "x");
  CHECK(disposition("name=\"\"").name == "");
  CHECK(disposition("name=\"نام\"").name == "نام");
  CHECK(disposition("name=\"x\"; filename=\"a;b.jpg\"").file_name == "a;b.jpg");
  CHECK(disposition("name=\"x\"; filename=\"a\\\"b\\\\c.jpg\"").file_name == "a\"b\\c.jpg");
  CHECK(disposition("name=\"x\"; filename=\"C:\\photos\\a.jpg\"").file_name == "C:\\photos\\a.jpg");
  CHECK(disposition("name=\"x\"; filename=\"\"").file_name == "");
  CHECK(disposition("name=\"x\"; filename=\"a.jpg").file_name == "a.jpg");
  CHECK(disposition("name=\"x\" ; filename=plain.jpg ").file_name == "plain.jpg");
  CHECK(disposition("name=\"x\"; filename=\"e.jpg\"; filename*=UTF-8''%D9%85%20a.jpg").file_name ==
        "م a.jpg");
  CHECK(disposition("name=\"x\"; filename*=utf-8''b.jpg; filename=\"e.jpg\"").file_name == "b.jpg");
  CHECK(disposition("name=\"x\"; filename*=koi8-r''b.jpg; filename=\"e.jpg\"").file_name == "e.jpg");
  CHECK(disposition("name=\"x\"; filename=\"e.jpg\"; filename*=UTF-8''%zz").file_name == "e.jpg");
  CHECK(disposition("name=\"x\"; filename*=ISO-8859-1'de'K%E4se.jpg").file_name == "Käse.jpg");
  CHECK(disposition("name=\"y\"; name*=windows-1252''pr%FCf").name == "prüf");
  CHECK(disposition("name=\"y\"; filename*=UTF-8'b.jpg").name == "y");
  CHECK(disposition("name=  \"spaced\" ;filename= \t b.jpg").name == "spaced");
  CHECK(disposition("name=  \"spaced\" ;filename= \t b.jpg").file_name == "b.jpg");
  CHECK(disposition("inline; name=x").name == "x");
}

TEST_CASE("multipart: a quotation mark inside a file name does not end it") {
  CHECK(disposition("name=\"x\"; filename=\"5\" nails.jpg\"").file_name == "5\" nails.jpg");
  CHECK(disposition("filename=\"a\"b\"c.jpg\" ; name=\"x\"").name == "x");
  CHECK(disposition("filename=\"a\"b\"c.jpg\" ; name=\"x\"").file_name == "a\"b\"c.jpg");
  CHECK(disposition("name=\"x\"; filename=\"the \"\"").file_name == "the \"");
  CHECK(disposition("name=\"x\"; filename=\"a\";b.jpg").file_name == "a");
  CHECK(disposition("name=\"x\"; filename=\"").file_name == "");
}

TEST_CASE("multipart: heads of parts") {
  CHECK(part_of("content-disposition: form-data; name=\"a\"\r\ncontent-type:text/plain; charset=utf-8")
            .content_type == "text/plain; charset=utf-8");
  CHECK(part_of("X-Other: 1\r\nContent-Transfer-Encoding: binary").name == "");
  const auto bare = read("--XX\r\n\r\ndata\r\n--XX--");
  REQUIRE(bare.size() == 1);
  CHECK(bare[0].data == "data");
  CHECK(part_of("Content-Transfer-Encoding: BASE64 ").base64);
  for (const char* other : {"binary", "8bit", "7bit", "quoted-printable", "x-none", ""}) {
    CHECK_FALSE(part_of(std::string("Content-Transfer-Encoding: ") + other).base64);
  }
  CHECK_THROWS_AS(part_of("no header"), http::MultipartError);
}

TEST_CASE("multipart: framing that cannot be right is refused") {
  CHECK_THROWS_AS(read("--XXX\r\n\r\n\r\n--XX--"), http::MultipartError);
  CHECK_THROWS_AS(read("--XX\n\n\r\n--XX--"), http::MultipartError);
  CHECK_THROWS_AS(read("--XX -- "), http::MultipartError);
  CHECK_THROWS_AS(read("--XX" + std::string(200, ' ')), http::MultipartError);
  CHECK_THROWS_AS(read("--XX\r\n" + std::string(MultipartParser::max_head_bytes + 10, 'a')),
                  http::MultipartError);
  const auto padded = read("--XX \t\r\n\r\nx\r\n--XX--");
  CHECK(padded.size() == 1);
}

TEST_CASE("multipart: there are no more parts than allowed") {
  std::string many;
  for (std::size_t i = 0; i < MultipartParser::max_parts; ++i) many += "--XX\r\n\r\n\r\n";
  CHECK(read(many + "--XX--").size() == MultipartParser::max_parts);
  CHECK_THROWS_AS(read(many + "--XX\r\n"), http::MultipartError);
}

TEST_CASE("multipart: what a sink throws goes to the one who feeds") {
  struct Full final : http::PartHandler {
    void begin(const Part&) override {}
    void data(std::string_view) override { throw std::length_error("full"); }
    void end() override {}
  } sink;
  MultipartParser multipart("XX", sink);
  CHECK_THROWS_AS(multipart.feed(usual), std::length_error);
}

TEST_CASE("multipart: the boundary is found in the content type") {
  using http::parse_boundary;
  CHECK(parse_boundary("multipart/form-data; boundary=abc") == "abc");
  CHECK(parse_boundary("multipart/form-data; boundary=\"a b:c\"") == "a b:c");
  CHECK(parse_boundary("multipart/form-data; charset=utf-8; BOUNDARY=----WebKitFormBoundary7MA4") ==
        "----WebKitFormBoundary7MA4");
  CHECK(parse_boundary("multipart/form-data;boundary=abc ; x=y") == "abc");
  CHECK(parse_boundary("multipart/form-data; boundary=" + std::string(201, 'a')));
  CHECK(parse_boundary("multipart/form-data; boundary=&*#@{}~!$%|^<>[]x") == "&*#@{}~!$%|^<>[]x");
  CHECK(parse_boundary("multipart/form-data; boundary=\"&*#@{} ~!$%|^<>[]`;\"") == "&*#@{} ~!$%|^<>[]`;");
  CHECK(parse_boundary("multipart/form-data; boundary=a\"b") == "a\"b");
  CHECK(parse_boundary("multipart/form-data; boundary= \"a\"") == "a");
  for (const std::string& bad :
       {std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
        std::string("multipart/form-data; boundary=\"\""),
        std::string("multipart/form-data; boundary=\"a \""),
        std::string("multipart/form-data; boundary=\"a\nb\""),
        std::string("multipart/form-data; boundary=\xc3\xa9"), std::string("boundary=abc"),
        "multipart/form-data; boundary=" + std::string(202, 'a')}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_boundary(bad));
  }
}

TEST_CASE("multipart: any parts, fed in any pieces, come out as they went in") {
  std::mt19937 dice(5);
  for (int round = 0; round < 3000; ++round) {
    std::vector<Seen> parts(dice() % 5);
    std::string bytes;
    for (Seen& part : parts) {
      part.part.name = "n" + std::to_string(dice() % 100);
      if (dice() % 2) part.part.file_name = "f" + std::to_string(dice() % 100);
      part.data.resize(dice() % 60);
      for (char& c : part.data) c = "\r\n--Xa"[dice() % 6];
      // The sender's duty is a boundary that the data does not hold.
      for (std::size_t at; (at = ("\r\n" + part.data).find("\r\n--XX")) != std::string::npos;)
        part.data[at] = '.';
      bytes += "--XX\r\nContent-Disposition: form-data; name=\"" + part.part.name + "\"" +
               (part.part.file_name ? "; filename=\"" + *part.part.file_name + "\"" : "") + "\r\n\r\n" +
               part.data + "\r\n";
    }
    bytes += "--XX--\r\n";
    Collector sink;
    MultipartParser multipart("XX", sink);
    for (std::string_view rest = bytes; !rest.empty();) {
      const std::size_t piece = std::min<std::size_t>(rest.size(), 1 + dice() % 30);
      multipart.feed(rest.substr(0, piece));
      rest.remove_prefix(piece);
    }
    CHECK(multipart.complete());
    REQUIRE(sink.seen.size() == parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      CHECK(sink.seen[i].part.name == parts[i].part.name);
      CHECK(sink.seen[i].part.file_name == parts[i].part.file_name);
      CHECK(sink.seen[i].data == parts[i].data);
    }
  }
}

TEST_CASE("multipart: whatever the bytes, data is what stood between two boundaries and nothing else") {
  std::mt19937 dice(6);
  int complete = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = usual;
    for (std::size_t changes = 1 + dice() % 3; changes > 0; --changes) {
      const std::size_t at = dice() % bytes.size();
      if (dice() % 4 == 0) {
        bytes.erase(at, 1 + dice() % 8);
      } else {
        bytes[at] = (dice() % 2) ? static_cast<char>(dice()) : "\r\n-X:;\"="[dice() % 8];
      }
    }
    Collector sink;
    MultipartParser multipart("XX", sink);
    try {
      for (std::string_view rest = bytes; !rest.empty();) {
        const std::size_t piece = std::min<std::size_t>(rest.size(), 1 + dice() % 100);
        multipart.feed(rest.substr(0, piece));
        rest.remove_prefix(piece);
      }
    } catch (const http::MultipartError&) {
    }
    complete += multipart.complete();
    std::size_t from = 0;
    for (const Seen& part : sink.seen) {
      CHECK(part.data.find("\r\n--XX") == std::string::npos);
      const std::string framed = part.ended ? part.data + "\r\n--XX" : part.data;
      const std::size_t found = bytes.find("\r\n\r\n" + framed, from);
      REQUIRE(found != std::string::npos);
      from = found + 4 + part.data.size();
    }
  }
  CHECK(complete > 1000);
}

TEST_CASE("multipart: a limit is the same whether the body comes at once or byte by byte") {
  const auto refused = [](const std::string& bytes, bool byte_by_byte) {
    Collector sink;
    MultipartParser multipart("XX", sink);
    try {
      if (!byte_by_byte) multipart.feed(bytes);
      for (std::size_t at = 0; byte_by_byte && at < bytes.size(); ++at) multipart.feed(bytes.substr(at, 1));
    } catch (const http::MultipartError&) {
      return true;
    }
    CHECK(multipart.complete());
    return false;
  };
  const auto with_blanks = [](std::size_t count) {
    return "--XX" + std::string(count, ' ') + "\r\n\r\n\r\ndata\r\n--XX--";
  };
  const auto with_head = [](std::size_t size) {
    return "--XX\r\nX: " + std::string(size - 3, 'a') + "\r\n\r\ndata\r\n--XX--";
  };
  for (const bool byte_by_byte : {false, true}) {
    CAPTURE(byte_by_byte);
    CHECK_FALSE(refused(with_blanks(100), byte_by_byte));
    CHECK(refused(with_blanks(101), byte_by_byte));
    CHECK_FALSE(refused(with_head(MultipartParser::max_head_bytes - 2), byte_by_byte));
    CHECK(refused(with_head(MultipartParser::max_head_bytes - 1), byte_by_byte));
  }
}
