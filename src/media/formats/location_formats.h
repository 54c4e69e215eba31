// SPDX-License-Identifier: MIT
#pragma once

// Where each format and each kind of metadata says a location; see media/location.h. A walk ends at the first thing
// that makes no sense. Throw base::DiskError.

#include <string>
#include <string_view>

#include "media/formats/overwrite_plan.h"

namespace media {

// Of a whole file. Of a JPEG it may be known where its first picture ends (else 0).
void location_in_jpeg(const ByteRange& file, std::uint64_t picture_end, OverwritePlan& plan);
void location_in_png(const ByteRange& file, OverwritePlan& plan);
void location_in_webp(const ByteRange& file, OverwritePlan& plan);
void location_in_mp4(const ByteRange& file, OverwritePlan& plan);
void location_in_matroska(const ByteRange& file, OverwritePlan& plan);
void location_in_heif(const ByteRange& file, OverwritePlan& plan);
void location_in_jpeg_xl(const ByteRange& file, OverwritePlan& plan);

// Of a part of one. A TIFF file is Exif from its beginning to its end.
void location_in_exif(const ByteRange& block, OverwritePlan& plan);
void location_in_xmp(const ByteRange& packet, OverwritePlan& plan);
void location_in_iptc(const ByteRange& block, OverwritePlan& plan);
void location_in_photoshop(const ByteRange& block,
                           OverwritePlan& plan);  // its resources, one of which is IPTC
void location_in_afcp(const ByteRange& file, std::uint64_t picture_end, OverwritePlan& plan);  // a trailer
void location_in_gpmf(const ByteRange& block, OverwritePlan& plan);  // of GoPro, outside of a track
// Of "moov", a part of the film: metadata beside its pictures.
void location_in_tracks(const ByteRange& movie, const ByteRange& film, OverwritePlan& plan);
ByteRange skip_exif_header(const ByteRange& block,
                           OverwritePlan& plan);  // which some writers copy from JPEG

// Whether a property of this name, without its prefix, is one of a location: "GPSLatitude", "City".
bool is_location_name(std::string_view local_name);

// Whether XMP speaks of a location; of a part of it, in whichever coding.
bool mentions_location(std::string_view xmp);
// The same of a packet that comes in pieces, which may be cut in the middle of a name.
class XmpLocationSearch {
 public:
  void add(std::string_view piece);
  bool tells() const { return tells_; }

 private:
  std::string last_;
  bool tells_ = false;
};
void erase_xmp(const ByteRange& packet, OverwritePlan& plan);  // all of it

}  // namespace media
