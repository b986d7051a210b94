// Shortcuts of one key, for who left them on; never while somebody types, draws, or has a dialog open.
(() => {
  const dialog = document.getElementById('keys');
  let went = 0;
  const rows = () => [...document.querySelectorAll('main .list tbody tr, main .rows > li')]
    .map(row => row.querySelector('a.strong, a:not(.button), a')).filter(link => link?.checkVisibility());
  const step = by => {
    const links = rows(), at = links.findIndex(link => link === document.activeElement || link.closest('tr, li').contains(document.activeElement));
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  document.addEventListener('keydown', event => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select')) return;
    if (document.querySelector('.djs-container')) return;
    const goes = Date.now() - went < 1500;
    went = 0;
    if (goes) {
      const link = dialog.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (link) { event.preventDefault(); location.assign(link.href); }
    } else if (key === 'g') went = Date.now();
    else if (key === 'j') step(1);
    else if (key === 'k') step(-1);
    else if (key === '/') { event.preventDefault(); document.getElementById('find')?.focus(); }
    else if (key === '?') dialog.showModal();
  });
})();
