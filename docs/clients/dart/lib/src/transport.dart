// SPDX-License-Identifier: MIT
import 'dart:async';
import 'dart:convert';
import 'dart:math';

import 'package:http/http.dart' as http;

import 'errors.dart';

typedef Json = Map<String, dynamic>;

/// Requests with a token. [origin] is the box's address, as `http://10.0.0.7:8080`.
class ExpoBox {
  ExpoBox(this.origin, {http.Client? client, this.timeout = const Duration(seconds: 60)})
      : _client = client ?? http.Client();

  final Uri origin;
  final Duration timeout;
  final http.Client _client;
  final Random _random = Random();
  String? access;
  String? refreshToken;

  Uri url(String path, [Map<String, String>? query]) {
    final resolved = origin.resolve(path);
    return query == null ? resolved : resolved.replace(queryParameters: query);
  }

  Future<void> signIn(String email, String password) async =>
      _adopt(await _tokens('/api/v1/token/', {'email': email, 'password': password}));

  Future<void> signInWithCode(String code) async => _adopt(await _tokens('/api/v1/token/code/', {'code': code}));

  /// A new access token. Throws [SignInRequired] when the refresh token is void.
  Future<void> refresh() async {
    final token = refreshToken;
    if (token == null) throw SignInRequired(401, null);
    access = (await _tokens('/api/v1/token/refresh/', {'refresh': token}))['access'] as String;
  }

  /// Voids the tokens on the box. They are forgotten here also when the box cannot be reached.
  Future<void> signOut() async {
    final token = refreshToken;
    access = null;
    refreshToken = null;
    if (token == null) return;
    try {
      await _tokens('/api/v1/token/blacklist/', {'refresh': token});
    } on SignInRequired {
      // Void already.
    }
  }

  void _adopt(Json tokens) {
    access = tokens['access'] as String;
    refreshToken = tokens['refresh'] as String;
  }

  Future<Json> _tokens(String path, Json body) async {
    final response = await _sendOnce(() => jsonRequest('POST', url(path), body));
    return decode(response) as Json;
  }

  /// Sends what [make] builds, with the token; after a 401 refreshes once and sends it again. [make] is
  /// called for each attempt, as a request can be sent only once.
  Future<http.Response> send(FutureOr<http.BaseRequest> Function() make) async {
    final used = access;
    try {
      return await _sendOnce(make, token: used);
    } on SignInRequired {
      if (access == used) await refresh(); // else another request has refreshed
      return _sendOnce(make, token: access);
    }
  }

  Future<http.Response> _sendOnce(FutureOr<http.BaseRequest> Function() make, {String? token}) async {
    final request = await make();
    if (token != null) request.headers['Authorization'] = 'Bearer $token';
    final response = await _client.send(request).then(http.Response.fromStream).timeout(timeout);
    if (response.statusCode < 400) return response;
    throw errorOf(response.statusCode, decodeOrNull(response), response.headers['retry-after']);
  }

  Future<dynamic> getJson(String path, [Map<String, String>? query]) async =>
      decode(await send(() => http.Request('GET', url(path, query))));

  Future<dynamic> sendJson(String method, String path, Object body, {Map<String, String> headers = const {}}) async =>
      decode(await send(() => jsonRequest(method, url(path), body)..headers.addAll(headers)));

  /// Does [work] until it succeeds, at most [attempts] times, with growing pauses. Only for work that may be
  /// repeated: reading, or a creation with a client_id or an Idempotency-Key.
  Future<T> retrying<T>(Future<T> Function() work, {int attempts = 5}) async {
    for (var attempt = 1;; attempt += 1) {
      Duration? wait;
      try {
        return await work();
      } on TryLater catch (error) {
        if (attempt >= attempts) rethrow;
        wait = error.retryAfter;
      } on http.ClientException {
        if (attempt >= attempts) rethrow;
      } on TimeoutException {
        if (attempt >= attempts) rethrow;
      }
      await Future<void>.delayed(wait ?? _pause(attempt));
    }
  }

  Duration _pause(int attempt) {
    final base = 1000 * min(60, 1 << min(attempt - 1, 6));
    return Duration(milliseconds: base + _random.nextInt(base ~/ 2));
  }

  void close() => _client.close();
}

http.Request jsonRequest(String method, Uri url, Object body) => http.Request(method, url)
  ..headers['Content-Type'] = 'application/json'
  ..bodyBytes = utf8.encode(jsonEncode(body));

/// JSON is UTF-8, whatever the Content-Type says: Response.body may read it as Latin-1.
dynamic decode(http.Response response) =>
    response.bodyBytes.isEmpty ? null : jsonDecode(utf8.decode(response.bodyBytes));

Object? decodeOrNull(http.Response response) {
  try {
    return decode(response);
  } on FormatException {
    return null;
  }
}
