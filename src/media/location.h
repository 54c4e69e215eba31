// SPDX-License-Identifier: MIT
#pragma once

// Where somebody took a picture or a film, often their home, is not served: it is overwritten where it
// stands.
//
// The file keeps its length, its orientation and every byte of picture and sound; no pixel is decoded. What
// cannot be taken apart is left as it is, an intact image stays one, and a file that was blanked has nothing
// left to blank. Looked at are:
//   Exif (JPEG, PNG, WebP, TIFF, HEIC, AVIF, JPEG XL): the GPS directory, in the end one without entries;
//   XMP (the same): properties of GPS and of named places, each with its value; the whole packet where they
//     cannot be told apart, where PNG has it compressed, and of an extended one;
//   IPTC (JPEG, TIFF): cities, countries and what lies in between, also in a trailer of AFCP;
//   PNG: texts whose keyword is a place, and "Raw profile" texts, of which the orientation is left;
//   JPEG: all of that in further pictures behind it, films behind it, records of FLIR and GoPro;
//   MP4, MOV, 3GP: `©xyz`, `loci`, keys that speak of a location, XMP, and tracks of GoPro (GPMF), DJI,
//   Google
//     (CAMM) and subtitles that tell coordinates: these become zeros;
//   Matroska and WebM: tags of a location.
// SECURITY.md says what is not looked at. Of a JPEG all bytes are read once, of the others the headers and
// the samples of such tracks; in some 64 KB of memory for each of a few readers, and 1 MB for XMP or a
// sample. Hostile files are bounded by OverwritePlan and by each kind's own limits: what is beyond these is
// left as it is. Pure functions over descriptors; any thread may call; throw base::DiskError.

#include <cstdint>

#include "media/formats/overwrite_plan.h"
#include "media/formats/sniff.h"

namespace media {

// `picture_end`: where a JPEG's first picture ends, as check_image() has it; 0 where it is to be found.
OverwritePlan find_location_metadata(int descriptor, std::uint64_t size, const MediaType& type,
                                     std::uint64_t picture_end = 0);

// The same, carried out; the descriptor can be read and written. True when a byte was altered. What is on the
// drive is not known.
bool erase_location_metadata(int descriptor, std::uint64_t size, const MediaType& type,
                             std::uint64_t picture_end = 0);

}  // namespace media
