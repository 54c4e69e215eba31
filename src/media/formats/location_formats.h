// SPDX-License-Identifier: MIT
#pragma once

// Where each format and each kind of metadata says a location; see media/location.h. A walk ends at the first thing
// that makes no sense. Throw base::DiskError.

#include <string>
#include <string_view>

#include "media/formats/overwrite_plan.h"

namespace media {

// Of a whole file. Of a JPEG it may be known where its first picture ends (else 0).
void location_in_jpeg(const Block& file, std::uint64_t picture_end, Blanks& blanks);
void location_in_png(const Block& file, Blanks& blanks);
void location_in_webp(const Block& file, Blanks& blanks);
void location_in_film(const Block& file, Blanks& blanks);
void location_in_matroska(const Block& file, Blanks& blanks);
void location_in_heif(const Block& file, Blanks& blanks);
void location_in_jpeg_xl(const Block& file, Blanks& blanks);

// Of a part of one. A TIFF file is Exif from its beginning to its end.
void location_in_exif(const Block& block, Blanks& blanks);
void location_in_xmp(const Block& packet, Blanks& blanks);
void location_in_iptc(const Block& block, Blanks& blanks);
void location_in_photoshop(const Block& block, Blanks& blanks);  // its resources, one of which is IPTC
void location_in_afcp(const Block& file, std::uint64_t picture_end, Blanks& blanks);  // a trailer
void location_in_gpmf(const Block& block, Blanks& blanks);  // of GoPro, outside of a track
// Of "moov", a part of the film: metadata beside its pictures.
void location_in_tracks(const Block& movie, const Block& film, Blanks& blanks);
Block behind_exif_name(const Block& block, Blanks& blanks);  // which some writers copy from JPEG

// Whether a property of this name, without its prefix, is one of a location: "GPSLatitude", "City".
bool is_location_name(std::string_view local_name);

// Whether XMP speaks of a location; of a part of it, in whichever coding.
bool tells_location(std::string_view xmp);
// The same of a packet that comes in pieces, which may be cut in the middle of a name.
class LocationSearch {
 public:
  void add(std::string_view piece);
  bool tells() const { return tells_; }

 private:
  std::string last_;
  bool tells_ = false;
};
void blank_xmp(const Block& packet, Blanks& blanks);  // all of it

}  // namespace media
