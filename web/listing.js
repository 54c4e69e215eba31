// A list of the box, page by page, below its search and filters.
//   listing({label, columns, href, onOpen, key, load, counted, nothing})   a node with
//       .load(page)    asks for it and shows it; without a page the one shown
//       .draw()        what was loaded once more: something the cells look at has changed
//       .rows          those shown
//       load({page, page_size}) -> {count, results};  counted(n): the words above the list;  nothing(): instead of it
import { el, replace, setText } from './dom.js';
import { pager, skeleton, table } from './parts.js';

const size = 50;

// A page that is not there any more (its rows were deleted): the one before it.
async function loaded(load, page) {
  try {
    return { page, ...await load({ page, page_size: size }) };
  } catch (error) {
    if (error.status !== 404 || page === 1) throw error;
    return loaded(load, page - 1);
  }
}

export function listing({ load, counted, nothing, ...options }) {
  const grid = table(options);
  const count = el('p.count', { role: 'status' });
  const body = el('div', skeleton(6));
  const foot = el('div');
  const node = el('div.listing', count, body, foot);
  let shown = 1;
  let turn = 0;
  node.rows = [];
  node.draw = () => grid.update(node.rows);
  node.load = async (page = shown) => {
    const mine = ++turn;
    const answer = await loaded(load, page);
    if (mine !== turn) return;
    shown = answer.page;
    node.rows = answer.results;
    node.draw();
    setText(count, answer.count ? counted(answer.count) : '');
    const wanted = answer.count ? grid : nothing();
    if (body.firstChild !== wanted) replace(body, wanted);
    replace(foot, pager({ page: shown, pages: Math.ceil(answer.count / size), onPage: (to) => turnTo(node, to) }));
  };
  return node;
}

async function turnTo(node, page) {
  await node.load(page);
  node.scrollIntoView({ block: 'start' });
  node.querySelector('.pager button:not([disabled])')?.focus({ preventScroll: true });
}
