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

  // What is typed is kept as the concept of the task at every pause; who meets the text of a colleague decides.
  const kept = document.getElementById('kept');
  let keeping = 0;
  if (form && kept?.dataset.at) {
    let pause = 0, last = Promise.resolve(), stopped = false;
    const keep = async () => {
      const typed = [...new FormData(form)].filter(([, value]) => typeof value === 'string');
      let told = { said: kept.dataset.unkept }, done = false;
      unsaved = false;
      try {
        const answer = await fetch(kept.dataset.at, { method: 'POST', body: new URLSearchParams(typed), redirect: 'error' });
        stopped = answer.status === 409;
        told = await answer.json();
        done = answer.ok;
      } catch { /* no connection, or no longer signed in: what was typed stays on the page */ }
      if (done) form.elements._seen.value = told.seen;
      else unsaved = true;
      kept.className = done ? 'minor' : 'note amber';
      if (kept.textContent !== told.said) kept.textContent = told.said;
      keeping -= 1;
    };
    const now = () => { pause = 0; keeping += 1; last = last.then(keep); };
    form.addEventListener('input', () => {
      clearTimeout(pause);
      if (!stopped) pause = setTimeout(now, 2000);
    });
    // A draft that is on its way must not look like that of another to what is sent after it; and what was typed last
    // is kept before another form of the page, such as a remark, goes out.
    document.addEventListener('submit', event => {
      const { target, submitter } = event;
      clearTimeout(pause);
      if (pause && target !== form) now();
      pause = 0;
      if (!keeping) return;
      event.preventDefault();
      last.then(() => target.requestSubmit(submitter));
    });
  }
  document.addEventListener('submit', () => { unsaved = false; });
  window.addEventListener('beforeunload', event => { if (unsaved || keeping) event.preventDefault(); });
})();
