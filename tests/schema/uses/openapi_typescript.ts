// SPDX-License-Identifier: MIT
// What the types that openapi-typescript generates allow, and what they refuse.
import type { components, paths } from './openapi-typescript';

type Schemas = components['schemas'];
type Posted = paths['/api/v1/booths/']['post']['requestBody']['content'];
type Listed = paths['/api/v1/booths/list/']['get']['responses'][200]['content']['application/json'];

export const type: keyof Posted = 'multipart/form-data';
export const form: Posted['multipart/form-data'] = { name: 'Optics', country: 1, images: ['(a file)'] };
export const change: Schemas['BoothChange'] = {};
export const all: Listed = [];
export const page: Listed = { count: 0, next: null, previous: null, results: [] };
export const price: Schemas['Item']['price'] = null;

// @ts-expect-error: the country is missing
export const without: Posted['multipart/form-data'] = { name: 'Optics' };
// @ts-expect-error: an item's name is never null
export const name: Schemas['Item']['name'] = null;
// @ts-expect-error: no list has only a count
export const half: Listed = { count: 0 };
