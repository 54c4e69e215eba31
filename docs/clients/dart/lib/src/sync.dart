// SPDX-License-Identifier: MIT
import 'transport.dart';

/// The calls of a sync round. What to do with each result is in docs/clients.md.
extension Sync on ExpoBox {
  /// Which box this is, and what it can do. Throws Gone (404) at a server without sync.
  Future<Json> hello() async => await getJson('/api/v1/sync/') as Json;

  /// Sends operations. Store them before, and never alter one that was sent: with the same op_id it is done once.
  Future<Json> push(String deviceId, List<Json> operations, {String? since}) => retrying(() async =>
      await sendJson('POST', '/api/v1/sync/push/', {
        'device_id': deviceId,
        if (since != null) 'since': since,
        'ops': operations,
      }) as Json);

  /// One page of changes: store its cursor together with them.
  Future<Json> changes({String? since, int limit = 200}) => retrying(() async =>
      await getJson('/api/v1/sync/changes/', {if (since != null) 'since': since, 'limit': '$limit'}) as Json);

  /// Pages until has_more is false. [apply] stores a page and its cursor in one transaction.
  Future<void> pull(String? cursor, Future<void> Function(Json page) apply) async {
    for (var more = true; more;) {
      final page = await changes(since: cursor);
      await apply(page);
      cursor = page['cursor'] as String;
      more = page['has_more'] as bool;
    }
  }
}

/// An operation that makes or changes a booth or an item.
Json putOperation({
  required String opId,
  required String type,
  required String clientId,
  required int baseVersion,
  required Json fields,
  String? parent,
}) =>
    {
      'op_id': opId,
      'type': type,
      'op': 'put',
      'client_id': clientId,
      if (parent != null) 'parent': parent,
      'base_version': baseVersion,
      'fields': fields,
    };
