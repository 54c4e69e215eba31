// SPDX-License-Identifier: MIT
import 'dart:convert';
import 'dart:math';

import 'package:http/http.dart' as http;

import 'errors.dart';
import 'transport.dart';

const _tus = {'Tus-Resumable': '1.0.0'};

/// Bytes [start] to [end] of a file, such as `(start, end) async => bytes.sublist(start, end)`.
typedef Slice = Future<List<int>> Function(int start, int end);

/// Resumable uploads (tus 1.0).
extension Uploads on ExpoBox {
  /// Sends a file for a booth ([target] booth_image or booth_video; [booth]: its client_id or id). A call with
  /// the same [clientId] continues where the last one ended.
  Future<void> upload({
    required String target,
    required String booth,
    required String clientId,
    required String fileName,
    required int length,
    required Slice read,
    int chunk = 1 << 20,
  }) async {
    final metadata = {'target': target, 'booth': booth, 'client_id': clientId, 'filename': fileName};
    final location = await retrying(() => _create(length, metadata));
    var offset = await retrying(() => _offset(location));
    while (offset < length) {
      final from = offset;
      offset = await retrying(() => _sendFrom(location, from, length, read, chunk));
    }
  }

  Future<Uri> _create(int length, Map<String, String> metadata) async {
    final encoded = [
      for (final MapEntry(:key, :value) in metadata.entries) '$key ${base64.encode(utf8.encode(value))}',
    ].join(',');
    final response = await send(() => http.Request('POST', url('/api/v1/uploads/'))
      ..headers.addAll({..._tus, 'Upload-Length': '$length', 'Upload-Metadata': encoded}));
    return origin.resolve(response.headers['location']!);
  }

  Future<int> _offset(Uri location) async =>
      _offsetOf(await send(() => http.Request('HEAD', location)..headers.addAll(_tus)));

  /// Sends the next piece. After a lost answer the box says 409: then its offset counts.
  Future<int> _sendFrom(Uri location, int from, int length, Slice read, int chunk) async {
    final piece = await read(from, min(from + chunk, length));
    try {
      return _offsetOf(await send(() => http.Request('PATCH', location)
        ..headers.addAll({..._tus, 'Upload-Offset': '$from', 'Content-Type': 'application/offset+octet-stream'})
        ..bodyBytes = piece));
    } on ApiException catch (error) {
      if (error.status != 409) rethrow;
      final offset = await _offset(location);
      if (offset == from) rethrow; // refused for another reason
      return offset;
    }
  }
}

int _offsetOf(http.Response response) => int.parse(response.headers['upload-offset']!);
