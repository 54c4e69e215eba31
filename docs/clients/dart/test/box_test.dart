// SPDX-License-Identifier: MIT
import 'dart:convert';
import 'dart:io';

import 'package:expobox_client/expobox_client.dart';
import 'package:test/test.dart';

String given(String name) => Platform.environment[name] ?? (throw StateError('$name is not set'));

// A picture of one pixel.
final png = base64.decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==');

void main() {
  final box = ExpoBox(Uri.parse(given('EXPOBOX_ORIGIN')));

  setUpAll(() => box.signIn(given('EXPOBOX_EMAIL'), given('EXPOBOX_PASSWORD')));
  tearDownAll(box.close);

  Future<Json> newBooth(String name) async {
    final country = (await box.countries()).first['id'] as int;
    return box.createBooth(clientId: newUuid(), name: name, country: country);
  }

  test('a booth is made once and its Persian name comes back', () async {
    final country = (await box.countries()).first['id'] as int;
    final clientId = newUuid();
    Future<Json> create() => box.createBooth(clientId: clientId, name: 'چراغ', country: country);
    final made = await create();
    expect((await create())['id'], made['id']);
    final names = [for (final booth in await box.booths()) booth['name']];
    expect(names.where((name) => name == 'چراغ'), hasLength(1));
    expect(await box.items(made['id'] as int), isEmpty);
  });

  test('a picture is kept once for one key', () async {
    final booth = (await newBooth('Pictures'))['id'] as int;
    final key = newUuid();
    final first = await box.addImage(booth, png, fileName: 'a.png', key: key);
    final second = await box.addImage(booth, png, fileName: 'a.png', key: key);
    expect(second['id'], first['id']);
  });

  test('a void access token is refreshed', () async {
    box.access = 'void';
    expect(await box.booths(), isNotEmpty);
  });

  test('an operation is done once, and comes with the changes', () async {
    final country = (await box.countries()).first['id'] as int;
    final operation = putOperation(
        opId: newUuid(), type: 'booth', clientId: newUuid(), baseVersion: 0, fields: {'name': 'Pushed', 'country': country});
    final device = newUuid();
    expect((await box.push(device, [operation]))['results'][0]['status'], 'created');
    expect((await box.push(device, [operation]))['results'][0]['replayed'], true);
    final seen = <Object?>[];
    await box.pull(null, (page) async => seen.addAll([for (final row in page['changes']) row['client_id']]));
    expect(seen, contains(operation['client_id']));
  });

  test('an upload in pieces arrives, and again sends nothing', () async {
    final booth = (await newBooth('Uploads'))['id'] as int;
    final clientId = newUuid();
    for (var round = 0; round < 2; round += 1) {
      await box.upload(
          target: 'booth_image', booth: '$booth', clientId: clientId, fileName: 'a.png', length: png.length,
          chunk: 30, read: (start, end) async => png.sublist(start, end));
    }
    final row = (await box.booths()).firstWhere((one) => one['id'] == booth);
    expect(row['images'], hasLength(1));
  });

  test('a refusal names the field', () async {
    await expectLater(box.createBooth(clientId: newUuid(), name: '', country: 1),
        throwsA(isA<InvalidRequest>().having((error) => error.fields, 'fields', contains('name'))));
  });

  test('after signing out the tokens are void', () async {
    final other = ExpoBox(box.origin);
    addTearDown(other.close);
    await other.signIn(given('EXPOBOX_EMAIL'), given('EXPOBOX_PASSWORD'));
    final token = other.refreshToken;
    await other.signOut();
    other.refreshToken = token;
    await expectLater(other.booths(), throwsA(isA<SignInRequired>()));
  });
}
