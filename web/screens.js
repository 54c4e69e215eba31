// The page's screens. A screen's module exports
//   title                     the key of its title's text
//   show(main, args, query)   async; fills the empty node main. args: what follows in the address ('#/desk/7' -> ['7']),
//                             query: URLSearchParams of what follows a '?'. May return a function, called on leave.
// open: shown to anybody, without the navigation. bar: also in the bar at the bottom of phones. A screen without a
// group is not in the navigation; under: the entry of the navigation it belongs to.
export const home = 'board';

export const groups = ['day', 'before', 'box'];

export const screens = {
  board: { icon: 'board', group: 'day', bar: true, load: () => import('./board.js') },
  desk: { icon: 'desk', group: 'day', bar: true, load: () => import('./desk.js') },
  uploads: { icon: 'uploads', group: 'day', bar: true, load: () => import('./uploads.js') },
  connect: { icon: 'connect', group: 'day', bar: true, load: () => import('./connect.js') },
  booths: { icon: 'booths', group: 'day', load: () => import('./booths.js') },
  conflicts: { icon: 'undo', group: 'day', load: () => import('./conflicts.js') },
  people: { icon: 'people', group: 'before', load: () => import('./people.js') },
  cards: { under: 'people', load: () => import('./cards.js') },
  import: { icon: 'import', group: 'before', load: () => import('./import.js') },
  settings: { icon: 'settings', group: 'before', load: () => import('./settings.js') },
  save: { icon: 'save', group: 'box', load: () => import('./save.js') },
  messages: { icon: 'messages', group: 'box', load: () => import('./messages.js') },
  log: { icon: 'log', group: 'box', load: () => import('./log.js') },
  'first-run': { open: true, load: () => import('./first-run.js') },
  code: { open: true, load: () => import('./code.js') },
};
