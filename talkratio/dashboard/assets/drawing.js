// Shows markup made by talkratio/dashboard/charts.py, in which every text is escaped.
// data-at: a click lets the moment be heard. data-say: a click or a choice is told to Python as {said: {what, value}}.

const known = new WeakMap();

const hear = (box, at, until) => {
  const audio = box.latest.audio ? box.audio : null;
  if (!audio) {
    window.dispatchEvent(new CustomEvent("talkratio-hear", { detail: { at, until } }));
    return;
  }
  if (audio.dataset.source !== box.latest.audio) {
    audio.dataset.source = box.latest.audio;
    audio.src = box.latest.audio;
  }
  box.until = until;
  audio.currentTime = at;
  audio.play().catch(() => {});
};

const listen = (box, say) => {
  box.audio = document.createElement("audio");
  box.after(box.audio);
  box.audio.addEventListener("timeupdate", () => {
    if (box.until !== null && box.audio.currentTime >= box.until) box.audio.pause();
  });
  box.addEventListener("click", (event) => {
    const near = event.target.closest("[data-at], button[data-say]");
    if (!near) return;
    if (near.dataset.at !== undefined) hear(box, Number(near.dataset.at), near.dataset.until ? Number(near.dataset.until) : null);
    if (near.dataset.say) say({ what: near.dataset.say, value: near.dataset.value ?? null });
  });
  const fill = (event) => {
    const select = event.target;
    const kinds = box.querySelector('template[data-part="kinds"]');
    if (!kinds || select.tagName !== "SELECT" || select.options.length > 1) return;
    const { value } = select;
    select.replaceChildren(kinds.content.cloneNode(true));
    select.value = value;
  };
  box.addEventListener("focusin", fill);
  box.addEventListener("pointerdown", fill);
  box.addEventListener("change", (event) => {
    const { say: what, which } = event.target.dataset;
    if (what) say({ what, which: which ?? null, value: event.target.value });
  });
  box.addEventListener("keydown", alongRow);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[data-say]")) event.target.blur();
  });
};

// What a person opened stays open when the numbers behind it change.
const draw = (box, markup) => {
  const open = new Set([...box.querySelectorAll("details[open]")].map((details) => details.dataset.key));
  box.innerHTML = markup;
  for (const details of box.querySelectorAll("details"))
    if (open.has(details.dataset.key)) details.open = true;
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector('[data-part="drawing"]');
  box.latest = data;
  if (!known.has(box)) listen(box, (said) => setTriggerValue("said", said));
  if (known.get(box) !== data.markup) draw(box, data.markup);
  known.set(box, data.markup);
}
