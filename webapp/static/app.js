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

  // A file may be dragged onto the question that asks for it.
  const aimed = event => [...event.dataTransfer.types].includes('Files') && event.target.closest?.('.field:has(.upload)');
  for (const kind of ['dragover', 'drop']) {
    document.addEventListener(kind, event => {
      const field = aimed(event);
      for (const other of document.querySelectorAll('.over')) if (other !== field || kind === 'drop') other.classList.remove('over');
      if (!field) return;
      event.preventDefault();
      if (kind === 'dragover') return field.classList.add('over');
      const input = field.querySelector('input[type=file]');
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }

  // What takes a moment says that it is being done, and is asked for once.
  document.addEventListener('submit', event => {
    const form = event.target;
    if (!form.dataset.busy || event.defaultPrevented) return;
    if (form.hasAttribute('aria-busy')) return event.preventDefault();
    const told = document.createElement('p');
    told.setAttribute('role', 'status'); told.className = 'busy'; told.textContent = form.dataset.busy;
    form.setAttribute('aria-busy', 'true');
    form.append(told);
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[aria-busy]')) { form.removeAttribute('aria-busy'); form.querySelector('.busy')?.remove(); }
  });

  // How far the sending of a file is.
  document.addEventListener('submit', event => {
    const form = event.target, { sends, unsent } = form.dataset;
    if (!sends || event.defaultPrevented || ![...form.querySelectorAll('[type=file]')].some(input => input.files.length)) return;
    event.preventDefault();
    const request = new XMLHttpRequest(), bar = document.createElement('progress'), told = document.createElement('p');
    const button = form.querySelector('button');
    bar.max = 1; bar.setAttribute('aria-label', sends);
    told.setAttribute('role', 'status'); told.textContent = sends;
    for (const old of form.querySelectorAll('progress, [role=status]')) old.remove();
    form.append(bar, told);
    button.disabled = true;
    const failed = words => { bar.remove(); told.className = 'error'; told.textContent = words; button.disabled = false; };
    request.upload.addEventListener('progress', ({ loaded, total }) => { bar.value = loaded / total; });
    request.addEventListener('error', () => failed(unsent));
    request.addEventListener('load', () => {
      let answer = {};
      try { answer = JSON.parse(request.response); } catch { /* a page: no longer signed in, or too large */ }
      if (!answer.to) return failed(answer.said || unsent);
      location.hash = '';
      location.assign(answer.to);
      if (new URL(answer.to, location.href).pathname === location.pathname) location.reload();
    });
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.send(new FormData(form));
  });
  document.addEventListener('change', ({ target }) => {
    const bar = target.closest?.('#questions .upload')?.querySelector('.sending');
    if (bar) bar.hidden = !target.files.length;
  });

  // What was sent in the background is with us now: do not send it again.
  document.addEventListener('htmx:after:swap', () => {
    for (const input of document.querySelectorAll('#questions input[type=file]')) input.value = '';
    for (const shown of document.querySelectorAll('#questions .chosen')) shown.textContent = '';
    for (const bar of document.querySelectorAll('#questions .sending')) bar.hidden = true;
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
