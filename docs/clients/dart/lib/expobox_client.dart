// SPDX-License-Identifier: MIT
/// A client of ExpoBox. Copy lib/ into an app; it needs nothing beside package:http.
library;

export 'src/booths.dart';
export 'src/errors.dart';
export 'src/ids.dart';
export 'src/sync.dart';
export 'src/transport.dart';
export 'src/uploads.dart';
