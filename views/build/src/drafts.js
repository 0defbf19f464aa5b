// drafts keeps what is typed: fields with data-draft are sent to the server a
// moment after the last key; forms with data-keep are kept in this window, so
// that a lost connection loses nothing.
export function drafts(root) {
  for (const owner of root.querySelectorAll("[data-draft]")) {
    const form = owner.matches("form") ? owner : owner.form;
    if (!form) continue;
    let timer;
    let unsent = false;
    const save = async () => {
      clearTimeout(timer);
      if (!unsent) return;
      unsent = false;
      const place = form.querySelector("[data-saved]");
      const body = new URLSearchParams(new FormData(form));
      const taken = owner.recorder?.take(body) ?? [];
      try {
        // A request that may outlive its page may bring 64 KB.
        const answer = await fetch(owner.dataset.draft, { method: "POST", body, keepalive: body.toString().length < 60000 });
        if (answer.ok) recorded(form, body);
        if (place) place.textContent = answer.ok ? (await answer.text()).trim() : "not saved";
      } catch {
        unsent = true;
        owner.recorder?.giveBack(taken);
        if (place) place.textContent = "not saved: no connection";
      }
    };
    form.addEventListener("input", () => {
      unsent = true;
      clearTimeout(timer);
      timer = setTimeout(save, 1500);
    });
    form.addEventListener("submit", () => {
      unsent = false;
      clearTimeout(timer);
    });
    // Another button of the page took the text along.
    form.addEventListener("told", () => {
      unsent = false;
      clearTimeout(timer);
    });
    addEventListener("pagehide", save);
  }
  for (const form of root.querySelectorAll("form[data-keep]")) keep(form);
}

// recorded takes from the counts of pastes what the server has been told, so that nothing is counted twice.
function recorded(form, body) {
  for (const field of form.querySelectorAll("[name=pasted], [name=pastes]")) field.value = String(Math.max(0, Number(field.value) - Number(body.get(field.name))));
}

function keep(form) {
  const key = (field) => `keep ${location.pathname} ${field.name}`;
  const fields = [...form.elements].filter((f) => f.name && (f.matches("textarea") || f.matches("input[type=text]")));
  for (const field of fields) {
    const kept = sessionStorage.getItem(key(field));
    if (kept && !field.value) field.value = kept;
    field.addEventListener("input", () => sessionStorage.setItem(key(field), field.value));
  }
  form.addEventListener("submit", () => fields.forEach((f) => sessionStorage.removeItem(key(f))));
}
