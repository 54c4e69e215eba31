// SPDX-License-Identifier: MIT
#pragma once

// Finds and overwrites metadata that reveals where a picture or film was taken.
//
// The overwrite is in place: the file keeps its length, its orientation and all picture and sound data. No
// pixel is decoded. Data that cannot be parsed stays unchanged, and an intact image stays intact. A processed
// file has nothing left to overwrite.
// Thread safety: pure functions over descriptors; any thread may call them.
// Throws: base::DiskError.

#include <cstdint>

#include "media/formats/overwrite_plan.h"
#include "media/formats/sniff.h"

namespace media {

// Covers the following metadata:
//   Exif (JPEG, PNG, WebP, TIFF, HEIC, AVIF, JPEG XL): the GPS directory, which ends up without entries;
//   XMP (same formats): GPS and place properties with their values. The whole packet if these cannot be
//     separated, if PNG compresses the packet, and for extended XMP;
//   IPTC (JPEG, TIFF): cities, countries and everything in between, also in an AFCP trailer;
//   PNG: texts whose keyword is a place, and "Raw profile" texts, which keep only the orientation;
//   JPEG: all of these in further pictures after the first, films after it, and FLIR and GoPro records;
//   MP4, MOV, 3GP: `©xyz`, `loci`, keys that contain "location", XMP, and the location samples of GoPro
//     (GPMF), DJI, Google (CAMM) and subtitle tracks, which become zeros;
//   Matroska and WebM: location tags.
// SECURITY.md lists what is not covered. A JPEG is read once in full; of other formats, only the headers and
// the samples of such tracks are read. Each of a few readers takes about 64 KB of memory; XMP and samples
// take up to 1 MB. OverwritePlan and limits per format bound the work on hostile files. Data beyond these
// limits stays unchanged.
//
// `picture_end`: the end of a JPEG's first picture as check_image() reports it, or 0 to search for it.
OverwritePlan find_location_metadata(int descriptor, std::uint64_t size, const MediaType& type,
                                     std::uint64_t picture_end = 0);

// Finds and overwrites the metadata. The descriptor must be open for reading and writing. Returns true if a
// byte changed. Does not sync the file.
bool erase_location_metadata(int descriptor, std::uint64_t size, const MediaType& type,
                             std::uint64_t picture_end = 0);

}  // namespace media
