// SPDX-License-Identifier: MIT
#pragma once

// Finds locations in each format and each kind of metadata; see media/location.h. Parsing stops at the first
// malformed data.
// Throws: base::DiskError.

#include <string>
#include <string_view>

#include "media/formats/overwrite_plan.h"

namespace media {

// For whole files. `picture_end` is the end of the first picture of a JPEG, or 0 if unknown.
void location_in_jpeg(const ByteRange& file, std::uint64_t picture_end, OverwritePlan& plan);
void location_in_png(const ByteRange& file, OverwritePlan& plan);
void location_in_webp(const ByteRange& file, OverwritePlan& plan);
void location_in_mp4(const ByteRange& file, OverwritePlan& plan);
void location_in_matroska(const ByteRange& file, OverwritePlan& plan);
void location_in_heif(const ByteRange& file, OverwritePlan& plan);
void location_in_jpeg_xl(const ByteRange& file, OverwritePlan& plan);

// For parts of files. A TIFF file is Exif data as a whole.
void location_in_exif(const ByteRange& block, OverwritePlan& plan);
void location_in_xmp(const ByteRange& packet, OverwritePlan& plan);
void location_in_iptc(const ByteRange& block, OverwritePlan& plan);
void location_in_photoshop(const ByteRange& block,
                           OverwritePlan& plan);  // Photoshop resources; one of them is IPTC
void location_in_afcp(const ByteRange& file, std::uint64_t picture_end, OverwritePlan& plan);  // a trailer
void location_in_gpmf(const ByteRange& block, OverwritePlan& plan);  // GoPro metadata outside a track
// The metadata tracks of a film; `movie` is its "moov" box.
void location_in_tracks(const ByteRange& movie, const ByteRange& film, OverwritePlan& plan);
ByteRange skip_exif_header(const ByteRange& block,
                           OverwritePlan& plan);  // some writers copy this header from JPEG

// Whether a property with this local name, without its prefix, denotes a location: "GPSLatitude", "City".
bool is_location_name(std::string_view local_name);

// Whether an XMP packet, or a part of one, mentions a location. Any UTF encoding is accepted.
bool mentions_location(std::string_view xmp);
// The same for a packet that arrives in pieces, which may end in the middle of a name.
class XmpLocationSearch {
 public:
  void add(std::string_view piece);
  bool tells() const { return tells_; }

 private:
  std::string last_;
  bool tells_ = false;
};
void erase_xmp(const ByteRange& packet, OverwritePlan& plan);  // the whole packet

}  // namespace media
