// Forms are sent in the background and the parts of the page that changed are
// put in place of the old ones. The server knows nothing of it: it redirects to
// a whole page as it does for everybody.
import htmx from "htmx.org";

// filled is what a form would post by one of its buttons. It must be read
// before the buttons are disabled: a disabled one posts nothing.
export function filled(form, submitter) {
  return new URLSearchParams(new FormData(form, submitter));
}

// send posts a form to its address, or to its button's own, and gives the page that comes back.
export async function send(form, body, submitter) {
  const to = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  const answer = await fetch(to, { method: "POST", body, headers: { Accept: "text/html" } });
  const type = answer.headers.get("Content-Type") || "";
  if (!type.includes("text/html") || answer.status >= 500) throw new Error(`the server answered ${answer.status}`);
  return { page: new DOMParser().parseFromString(await answer.text(), "text/html"), url: answer.url, ok: answer.ok };
}

// replace swaps each selector's content, and leaves alone what either page lacks.
export function replace(page, selectors, enhance) {
  for (const selector of selectors) {
    const now = document.querySelector(selector);
    const next = page.querySelector(selector);
    if (!now || !next) continue;
    now.innerHTML = next.innerHTML;
    htmx.process(now);
    enhance(now);
  }
}
