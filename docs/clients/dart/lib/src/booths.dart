// SPDX-License-Identifier: MIT
import 'package:http/http.dart' as http;

import 'transport.dart';

/// The plain API.
extension Booths on ExpoBox {
  Future<List<dynamic>> countries() async => await getJson('/api/v1/countries/') as List<dynamic>;

  Future<List<dynamic>> booths() async => await getJson('/api/v1/booths/list/') as List<dynamic>;

  Future<List<dynamic>> items(int booth) async => await getJson('/api/v1/booths/$booth/items/list/') as List<dynamic>;

  /// The booth with this [clientId]; made once, however often this is called.
  Future<Json> createBooth({
    required String clientId,
    required String name,
    required int country,
    String description = '',
    String category = '',
  }) async =>
      await sendJson('POST', '/api/v1/booths/', {
        'client_id': clientId,
        'name': name,
        'country': country,
        'description': description,
        'category': category,
      }) as Json;

  /// Adds a picture. Use the same [key] (a UUID) whenever the same picture is sent again.
  Future<Json> addImage(int booth, List<int> bytes, {required String fileName, required String key}) async =>
      decode(await send(() => http.MultipartRequest('POST', url('/api/v1/booths/$booth/images/'))
        ..headers['Idempotency-Key'] = key
        ..files.add(http.MultipartFile.fromBytes('image', bytes, filename: fileName)))) as Json;
}
