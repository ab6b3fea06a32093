// Sends a file in pieces straight to disk, so that neither browser nor server ever holds it whole.
// Tells back {file: {files: [{ticket, name, size}, …]}} when all of it has arrived.

const PIECE = 8 << 20;
const known = new WeakSet();

async function send(file, data, tell) {
  const ticket = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  for (let offset = 0; offset < file.size; offset += PIECE) {
    tell(offset / file.size);
    const answer = await fetch(`${data.address}/${ticket}?offset=${offset}`, {
      method: "PUT",
      headers: { "X-Talkratio": data.token, "X-Total": String(file.size) },
      body: file.slice(offset, offset + PIECE),
    });
    if (!answer.ok) throw new Error(answer.status);
  }
  tell(1);
  return { ticket, name: file.name, size: file.size };
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const part = (name) => parentElement.querySelector(`[data-part="${name}"]`);
  const box = part("box");
  const input = part("input");
  for (const name of ["title", "hint", "choose"]) part(name).textContent = data.texts[name];
  input.setAttribute("aria-label", data.texts.title);
  input.accept = data.accept;
  box.latest = data;
  if (known.has(box)) return;
  known.add(box);

  const take = async (list) => {
    const files = [...list];
    if (!files.length || box.classList.contains("busy")) return;
    const { texts, most } = box.latest;
    const say = (text) => { part("state").textContent = text; };
    if (files.length > 2) return say(texts.many);
    if (files.some((file) => file.size === 0)) return say(texts.empty);
    if (files.some((file) => file.size > most)) return say(texts.large);
    box.classList.add("busy");
    try {
      const sent = [];
      for (const file of files)
        sent.push(await send(file, box.latest, (share) => {
          part("done").style.width = `${100 * share}%`;
          say(`${texts.sending} ${Math.round(100 * share)} %`);
        }));
      setTriggerValue("file", { files: sent });
    } catch (error) {
      say({ 413: texts.large, 507: texts.full }[error.message] || texts.failed);
    } finally {
      box.classList.remove("busy");
      input.value = "";
    }
  };
  input.addEventListener("change", () => take(input.files));
  for (const name of ["dragover", "dragenter"])
    box.addEventListener(name, (event) => { event.preventDefault(); box.classList.add("over"); });
  for (const name of ["dragleave", "drop"])
    box.addEventListener(name, (event) => { event.preventDefault(); box.classList.remove("over"); });
  box.addEventListener("drop", (event) => take(event.dataTransfer.files));
}
