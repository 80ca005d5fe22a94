// Before anything is drawn: the theme that was chosen, else the system's.
(() => {
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => { root.dataset.theme = stored() ?? (system.matches ? 'dark' : 'light'); };
  apply();
  system.addEventListener('change', apply);
  addEventListener('click', event => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-theme-toggle]')) return;
    try { localStorage.setItem('theme', root.dataset.theme === 'dark' ? 'light' : 'dark'); } catch { root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark'; return; }
    apply();
  });
})();
