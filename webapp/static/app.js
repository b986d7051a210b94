// Small comforts; every page works without them.
(() => {
  document.documentElement.classList.add('script');

  const mistakes = document.getElementById('mistakes');
  if (mistakes) mistakes.focus();

  // A file that is too large would be refused after a long wait: say so at once, and send nothing.
  document.addEventListener('change', event => {
    const input = event.target, { largest, tooLarge } = document.body.dataset;
    if (input.type !== 'file' || [...input.files].every(file => file.size <= Number(largest))) return;
    event.stopImmediatePropagation();
    input.value = '';
    const shown = input.closest('.upload').querySelector('.chosen');
    shown.setAttribute('role', 'alert');
    shown.textContent = tooLarge;
  }, true);

  // The name of a chosen file beside our own button, in the language of the page.
  document.addEventListener('change', ({ target }) => {
    if (target.type !== 'file') return;
    target.closest('.upload').querySelector('.chosen').textContent = [...target.files].map(file => file.name).join(', ');
  });

  // What was sent in the background is with us now: do not send it again.
  document.addEventListener('htmx:after:swap', () => {
    for (const input of document.querySelectorAll('#questions input[type=file]')) input.value = '';
    for (const shown of document.querySelectorAll('#questions .chosen')) shown.textContent = '';
  });

  // Nobody leaves a half-written form by accident.
  const form = document.getElementById('task');
  let unsaved = Boolean(form && mistakes);
  form?.addEventListener('input', () => { unsaved = true; });
  document.addEventListener('submit', () => { unsaved = false; });
  window.addEventListener('beforeunload', event => { if (unsaved) event.preventDefault(); });
})();
