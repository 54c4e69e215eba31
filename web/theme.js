// Sets the chosen theme and writing direction before anything is drawn, so that nothing flashes. No module: it must
// run before the page is laid out. Changes of either are made in look.js.
(() => {
  try {
    const theme = localStorage.getItem('theme');
    if (theme) document.documentElement.dataset.theme = theme;
    const language = localStorage.getItem('language');
    if (language) document.documentElement.lang = language;
    if (language === 'fa') document.documentElement.dir = 'rtl';
  } catch { /* storage is off: the system's theme will do */ }
})();
