// sittings: the 3 px bar moves, time is said in words, the button says what it
// will answer. When an item's time is over, what stands there is sent. What was
// entered outlives a lost connection and a reloaded page; the time does not wait
// for either, since the server counts it.
const kept = (item) => `sitting item ${item}`;

export function sittings() {
  const form = document.querySelector("[data-sitting]");
  if (!form) return;
  const answer = form.querySelector("[data-answer]");
  restore(form);
  const name = () => {
    const line = form.querySelector(".pick input:checked");
    if (line && answer) answer.textContent = `Answer: line ${line.value}`;
  };
  form.addEventListener("change", name);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("change", () => keep(form));
  name();
  if (form.dataset.focus) {
    // A page that makes room for the next question is hidden too: that is no leaving.
    let going = false;
    addEventListener("pagehide", () => (going = true));
    addEventListener("pageshow", () => (going = false));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && !going) navigator.sendBeacon(form.dataset.focus);
    });
  }
  sending(form);
  clock(form, answer);
}

// sending asks whether the server can be reached before a page is left for its
// answer: a browser's own error page would show neither the question nor what was
// entered. While it can't be, the answer waits here and is tried again.
function sending(form) {
  let sent = false;
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure) return;
    event.preventDefault();
    if (sent) return; // a double click answers once
    sent = true;
    const button = event.submitter;
    for (let wait = 1000; !(await reachable()); wait = Math.min(2 * wait, 8000)) {
      say(form, "No connection. Your answer is kept here and is sent as soon as there is one; the time goes on.");
      await new Promise((go) => {
        const timer = setTimeout(go, wait);
        addEventListener("online", () => (clearTimeout(timer), go()), { once: true });
      });
    }
    say(form, "");
    sure = true;
    form.requestSubmit(button);
  });
}

async function reachable() {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 4000);
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: limit.signal })).ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

// say puts a sentence beside the buttons, and takes it away again.
function say(form, text) {
  const place = form.querySelector("[data-connection]");
  if (place) place.textContent = text;
}

// keep stores what is entered, for this window alone; the item's own number names it, so that no answer strays to another.
function keep(form) {
  const entries = [...new FormData(form)].filter(([name]) => name !== "item");
  sessionStorage.setItem(kept(form.elements.item.value), JSON.stringify(entries));
}

function restore(form) {
  const item = form.elements.item.value;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(kept("")) && key !== kept(item)) sessionStorage.removeItem(key); // answered
  }
  const entries = JSON.parse(sessionStorage.getItem(kept(item)) ?? "[]");
  for (const [name, value] of entries) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else if (!field.value.trim() || field.defaultValue === field.value) field.value = value;
    }
  }
}

function clock(form, answer) {
  const bar = document.querySelector("progress[data-clock]");
  if (!bar) return;
  const words = document.querySelector("[data-time-words] b");
  const limit = bar.max;
  const began = performance.now() / 1000 - bar.value;
  const tick = () => {
    const used = performance.now() / 1000 - began;
    bar.value = Math.min(limit, used);
    const text = left(limit - used);
    if (words && words.textContent !== text) words.textContent = text;
    if (used < limit) return;
    clearInterval(timer);
    const filled = [...new FormData(form)].some(([name, value]) => name !== "item" && String(value).trim() !== "");
    form.requestSubmit(filled ? answer : form.querySelector("[value=dont-know]"));
  };
  const timer = setInterval(tick, 1000);
}

function left(seconds) {
  if (seconds < 45) return "half a minute";
  if (seconds < 90) return "a minute";
  return `${Math.round(seconds / 60)} minutes`;
}
