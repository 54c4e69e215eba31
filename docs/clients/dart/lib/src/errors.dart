// SPDX-License-Identifier: MIT

/// An answer of the box that is not a success. [body] is the decoded JSON, or null.
class ApiException implements Exception {
  ApiException(this.status, this.body, {this.retryAfter});

  final int status;
  final Object? body;
  final Duration? retryAfter;

  /// The sentence to show, where there is one.
  String? get detail {
    final value = body;
    return value is Map<String, dynamic> && value['detail'] is String ? value['detail'] as String : null;
  }

  @override
  String toString() => '$runtimeType: $status ${detail ?? body ?? ''}';
}

/// 400: [fields] has the messages of each field.
class InvalidRequest extends ApiException {
  InvalidRequest(super.status, super.body);

  Map<String, List<String>> get fields {
    final value = body;
    return {
      if (value is Map<String, dynamic>)
        for (final MapEntry(:key, value: messages) in value.entries)
          if (messages is List) key: [for (final message in messages) '$message'],
    };
  }
}

/// 401 after a refresh: ask the user to sign in. The queue stays.
class SignInRequired extends ApiException {
  SignInRequired(super.status, super.body);
}

/// 403: not permitted, or the quota of booths is used up.
class Forbidden extends ApiException {
  Forbidden(super.status, super.body);
}

/// 404, 410: the row is not there, or was deleted.
class Gone extends ApiException {
  Gone(super.status, super.body);
}

/// 408, 429, 5xx, and 409 with Retry-After: send the same request again, not before [retryAfter].
class TryLater extends ApiException {
  TryLater(super.status, super.body, {super.retryAfter});
}

/// The error that fits a status.
ApiException errorOf(int status, Object? body, String? retryAfter) {
  final seconds = int.tryParse(retryAfter ?? '');
  final wait = seconds == null ? null : Duration(seconds: seconds);
  return switch (status) {
    400 => InvalidRequest(status, body),
    401 => SignInRequired(status, body),
    403 => Forbidden(status, body),
    404 || 410 => Gone(status, body),
    408 || 429 || >= 500 => TryLater(status, body, retryAfter: wait),
    409 when wait != null => TryLater(status, body, retryAfter: wait),
    _ => ApiException(status, body, retryAfter: wait),
  };
}
