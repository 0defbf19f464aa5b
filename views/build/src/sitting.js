// sittings: the 3 px bar moves, time is said in words, the button says what it
// will answer. When an item's time is over, what stands there is sent.
export function sittings() {
  const form = document.querySelector("[data-sitting]");
  if (!form) return;
  const answer = form.querySelector("[data-answer]");
  const name = () => {
    const line = form.querySelector(".pick input:checked");
    if (line && answer) answer.textContent = `Answer: line ${line.value}`;
  };
  form.addEventListener("change", name);
  name();
  if (form.dataset.focus) {
    addEventListener("visibilitychange", () => {
      if (document.hidden) navigator.sendBeacon(form.dataset.focus);
    });
  }
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault(); // a double click answers once
    sent = true;
  });
  clock(form, answer);
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
