// SPDX-License-Identifier: MIT
#pragma once

// Where somebody took a picture or a film, often their home, is not served: it is overwritten where it
// stands.
//
// The file keeps its length, its orientation and every byte of picture and sound; nothing is decoded. What
// cannot be taken apart is left as it is, an intact image stays one, and a file that was blanked has nothing
// left to blank. Looked at are:
//   Exif (JPEG, PNG, WebP, TIFF): the GPS directory, in the end one without entries;
//   XMP (the same): properties of GPS and of named places, each with its value; the whole packet where they
//   cannot
//     be told apart, where PNG has it compressed, and of an extended one;
//   IPTC (JPEG, TIFF): cities, countries and what lies in between;
//   MP4, MOV, 3GP: `©xyz`, `loci`, keys that speak of a location, XMP.
// Not looked at: makers' own notes; what follows a picture, but for further ones a JPEG says it has; tracks
// of coordinates beside a film's pictures; Matroska, WebM, AVI, MPEG, GIF and BMP. PNG's "Raw profile" texts,
// which cannot be looked into, are blanked whatever they say. Of a JPEG what stands before its pixels is read
// (of one with several pictures all), of the others the headers; in some 64 KB of memory, and 1 MB for XMP.
// Pure functions over descriptors; any thread may call; throw base::DiskError.

#include <cstdint>

#include "media/blanks.h"
#include "media/sniff.h"

namespace media {

Blanks location_in(int descriptor, std::uint64_t size, const Type& type);

// The same, carried out; the descriptor can be read and written. True when a byte was altered. What is on the
// drive is not known.
bool blank_location(int descriptor, std::uint64_t size, const Type& type);

}  // namespace media
