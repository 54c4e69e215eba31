// How the page looks to this browser: theme and language, kept in its local storage.
//   theme()              'light' or 'dark', as it is now
//   toggleTheme()        changes it for good
//   storedLanguage()     what was chosen here, or null
//   storeLanguage(code)
const root = document.documentElement;

function stored(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function store(key, value) {
  try { localStorage.setItem(key, value); } catch { /* storage is off: it holds until the page is left */ }
}

export function theme() {
  return root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

export function toggleTheme() {
  root.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
  store('theme', root.dataset.theme);
}

export const storedLanguage = () => stored('language');
export const storeLanguage = (code) => store('language', code);
