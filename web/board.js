// (begun)
import { pageHead } from './parts.js';
import { t } from './text.js';

export const title = 'nav.board';

export async function show(main) {
  main.append(pageHead(t(title)));
}
