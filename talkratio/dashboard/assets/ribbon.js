// The ribbon: two lanes of speech on one clock, with silences, phases and questions; zoom, keyboard, and the sound.
// Talks back which moment was chosen: {moment: {at, turn}}.

const ribbons = new WeakMap();
const CROWD = 60; // marks on screen, from which they are drawn small

class Ribbon {
  constructor(root, say) {
    this.root = root;
    this.say = say;
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.lanes = this.find("lanes");
    this.audio = this.find("audio");
    this.from = 0;
    this.span = 1;
    this.asked = null;
    this.boxes = [];
    this.head = element("line", { class: "head", x1: 0, x2: 0, y1: 0, y2: 100 });
    this.lanes.append(this.head);
    this.listen();
    new ResizeObserver(() => this.ticks()).observe(this.find("ticks"));
  }

  // Everything that Python sends; called again at every rerun, so only what changed is drawn anew.
  show(data) {
    const around = JSON.stringify([data.silences, data.phases, data.marks, data.duration, data.labels]);
    const resized = !this.data || this.data.duration !== data.duration;
    this.data = data;
    if (this.audio.dataset.source !== (data.audio || "")) {
      this.audio.dataset.source = data.audio || "";
      if (data.audio) this.audio.src = data.audio;
      else this.audio.removeAttribute("src");
    }
    this.root.classList.toggle("mute", !data.audio);
    if (resized) {
      this.from = 0;
      this.span = data.duration;
    }
    if (around !== this.around) {
      this.around = around;
      this.drawAround();
    }
    this.drawTurns();
    if (data.seek && data.seek.token !== this.asked) {
      this.asked = data.seek.token;
      this.hear(data.seek.at, data.seek.until);
    }
  }

  drawTurns() {
    const { turns, speakers, chosen } = this.data;
    while (this.boxes.length > turns.length) this.boxes.pop().remove();
    const added = document.createDocumentFragment();
    for (const [index, [start, end, speaker]] of turns.entries()) {
      if (!this.boxes[index]) {
        this.boxes[index] = element("rect", { "data-turn": index });
        added.append(this.boxes[index]);
      }
      paint(this.boxes[index], speakers[speaker].role, start, end, chosen.includes(index));
    }
    this.lanes.insertBefore(added, this.head);
  }

  drawAround() {
    const { silences, marks, labels, duration } = this.data;
    for (const old of this.lanes.querySelectorAll(".silence")) old.remove();
    this.lanes.prepend(...silences.map(silenceBox));
    this.find("marks").replaceChildren(...marks.map((mark) => markButton(mark, (at) => this.hear(at))));
    this.find("upper").textContent = labels.manager;
    this.find("lower").textContent = labels.employee;
    this.find("legend").textContent = labels.legend || "";
    this.lanes.setAttribute("aria-label", labels.ribbon);
    for (const name of ["play", "wider", "closer", "all"]) {
      this.find(name).setAttribute("aria-label", labels[name]);
      this.find(name).title = labels[name];
    }
    this.lanes.setAttribute("aria-valuemax", Math.round(duration));
    this.view();
  }

  // Puts the visible stretch on screen: the drawing stays, only the window onto it moves.
  view() {
    const { duration, phases } = this.data;
    this.span = Math.min(Math.max(this.span, Math.min(10, duration)), duration);
    this.from = Math.min(Math.max(this.from, 0), duration - this.span);
    this.lanes.setAttribute("viewBox", `${this.from} 0 ${this.span} 100`);
    for (const mark of this.find("marks").children) {
      const at = Number(mark.dataset.at);
      mark.hidden = at < this.from || at > this.from + this.span;
      mark.style.left = `${(100 * (at - this.from)) / this.span}%`;
      mark.tabIndex = -1;
    }
    this.find("marks").classList.toggle("many", this.find("marks").querySelectorAll("button:not([hidden])").length > CROWD);
    const first = this.find("marks").querySelector("button:not([hidden])");
    if (first) first.tabIndex = 0;
    this.ticks();
    this.find("phases").replaceChildren(...(phases || []).map((phase) => phaseLabel(phase, this.from, this.span)));
    this.find("all").disabled = this.span >= duration;
    this.move();
  }

  // As many as there is room for, also when a phone is turned.
  ticks() {
    const place = this.find("ticks");
    place.replaceChildren(...(this.data?.timed ? tickLabels(this.from, this.span, place.clientWidth) : []));
  }

  zoom(factor, around = this.now()) {
    const share = (around - this.from) / this.span;
    this.span *= factor;
    this.from = around - share * Math.min(Math.max(this.span, 10), this.data.duration);
    this.view();
  }

  now() {
    return this.audio.src ? this.audio.currentTime : this.point || 0;
  }

  move() {
    const at = this.now();
    this.head.setAttribute("x1", at);
    this.head.setAttribute("x2", at);
    this.lanes.setAttribute("aria-valuenow", Math.round(at));
    if (this.audio.paused) this.lanes.setAttribute("aria-valuetext", this.spoken(at));
    this.find("time").textContent = this.data.timed ? `${clock(at)} / ${clock(this.data.duration)}` : "";
    if (!this.audio.paused && (at > this.from + this.span || at < this.from)) {
      this.from = at - this.span * 0.1;
      this.view();
    }
  }

  hear(at, until = null) {
    this.point = at;
    this.until = until;
    if (at < this.from || at > this.from + this.span) {
      this.from = at - this.span / 2;
      this.view();
    }
    if (this.audio.src) {
      this.audio.currentTime = at;
      this.audio.play().catch(() => {});
    }
    this.move();
  }

  listen() {
    const at = (event) => {
      const box = this.lanes.getBoundingClientRect();
      return this.from + ((event.clientX - box.left) / box.width) * this.span;
    };
    this.lanes.addEventListener("click", (event) => {
      const turn = event.target.dataset ? event.target.dataset.turn : undefined;
      this.hear(at(event));
      this.say({ at: at(event), turn: turn === undefined ? null : Number(turn) });
    });
    this.lanes.addEventListener("pointerover", (event) => {
      const turn = this.data.turns[event.target.dataset.turn];
      if (!turn || event.target.firstChild) return;
      const title = element("title", {});
      title.textContent = `${this.data.speakers[turn[2]].name} ${clock(turn[0])}–${clock(turn[1])}`;
      event.target.append(title);
    });
    this.lanes.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) this.zoom(event.deltaY > 0 ? 1.25 : 0.8, at(event));
      else { this.from += (event.deltaX / 600) * this.span; this.view(); }
    }, { passive: false });
    this.lanes.addEventListener("keydown", (event) => {
      const keys = {
        ArrowRight: () => this.skip(event.shiftKey ? 30 : 5),
        ArrowLeft: () => this.skip(event.shiftKey ? -30 : -5),
        ArrowUp: () => this.skip(5),
        ArrowDown: () => this.skip(-5),
        PageUp: () => this.turn(-1),
        PageDown: () => this.turn(1),
        Home: () => this.skip(-Infinity),
        End: () => this.skip(Infinity),
        "+": () => this.zoom(0.5),
        "-": () => this.zoom(2),
        " ": () => this.toggle(),
        Enter: () => this.say({ at: this.now(), turn: this.turnAt(this.now()) }),
      };
      if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    });
    this.find("marks").addEventListener("keydown", alongRow);
    this.find("closer").addEventListener("click", () => this.zoom(0.5));
    this.find("wider").addEventListener("click", () => this.zoom(2));
    this.find("all").addEventListener("click", () => { this.span = this.data.duration; this.view(); });
    this.find("play").addEventListener("click", () => this.toggle());
    this.audio.addEventListener("timeupdate", () => {
      if (this.until && this.audio.currentTime >= this.until) { this.until = null; this.audio.pause(); }
      this.move();
    });
    for (const name of ["play", "pause"])
      this.audio.addEventListener(name, () => this.root.classList.toggle("playing", !this.audio.paused));
    // Any list on the page can ask for a moment to be heard, without a round trip to Python.
    this.asking = (event) => this.hear(event.detail.at, event.detail.until);
    window.addEventListener("talkratio-hear", this.asking);
  }

  turnAt(at) {
    const found = this.data.turns.findIndex(([start, end]) => start <= at && at < end);
    return found < 0 ? null : found;
  }

  // The moment in words, for those who hear the page: the time and who has the floor.
  spoken(at) {
    const { turns, speakers, labels } = this.data;
    const heard = turns.filter(([start, end]) => start <= at && at < end).map(([, , speaker]) => speakers[speaker].name);
    return `${clock(at)}, ${[...new Set(heard)].join(", ") || labels.silence}`;
  }

  // To the beginning of the next turn, or of the one before.
  turn(step) {
    const at = this.now() + 0.02;
    const starts = this.data.turns.map(([start]) => start + 0.01);
    const found = step > 0 ? starts.find((start) => start > at) : starts.findLast((start) => start < at - 0.05);
    if (found !== undefined) this.skip(found - this.now());
  }

  skip(by) {
    this.point = Math.min(Math.max(this.now() + by, 0), this.data.duration);
    if (this.audio.src) this.audio.currentTime = this.point;
    if (this.point < this.from || this.point > this.from + this.span) {
      this.from = this.point - this.span / 2;
      this.view();
    }
    this.move();
  }

  toggle() {
    this.until = null;
    if (!this.audio.src) return;
    if (this.audio.paused) this.audio.play().catch(() => {});
    else this.audio.pause();
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".ribbon");
  let ribbon = ribbons.get(root);
  if (!ribbon) {
    ribbon = new Ribbon(root, (moment) => setTriggerValue("moment", moment));
    ribbons.set(root, ribbon);
  }
  ribbon.show(data);
  return () => window.removeEventListener("talkratio-hear", ribbon.asking);
}
