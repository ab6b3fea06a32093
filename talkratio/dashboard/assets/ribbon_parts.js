// What the ribbon is made of, each from data alone: boxes, marks, ticks and phases.

const SVG = "http://www.w3.org/2000/svg";
const LANES = { manager: 6, employee: 54, observer: 44 };
const ROOM = 54; // pixels that a time on the scale needs
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1200, 1800];

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
};

const element = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// A box shows what it showed before unless its turn changed: a correction changes one of a thousand.
const paint = (box, role, start, end, chosen) => {
  const looks = `${role} ${start} ${end} ${chosen}`;
  if (box.looks === looks) return;
  box.looks = looks;
  box.replaceChildren();
  const place = { x: start, y: LANES[role], width: end - start, height: role === "observer" ? 12 : 40 };
  for (const [key, value] of Object.entries(place)) box.setAttribute(key, value);
  box.setAttribute("class", `turn ${role}${chosen ? " chosen" : ""}`);
};

const silenceBox = ([start, end]) => element("rect", { class: "silence", x: start, y: 0, width: end - start, height: 100 });

const markButton = (mark, hear) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `mark ${mark.role} ${mark.open ? "open" : "closed"}`;
  button.dataset.at = mark.at;
  button.title = `${clock(mark.at)} ${mark.text}`;
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", () => hear(mark.at));
  return button;
};

const tickLabels = (from, span, width) => {
  const most = Math.min(Math.max(width / ROOM, 2), 10);
  const step = STEPS.find((one) => span / one <= most) || 3600;
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= from + span; at += step) {
    const tick = document.createElement("span");
    tick.textContent = clock(at);
    tick.style.left = `${(100 * (at - from)) / span}%`;
    if (at - from < span * 0.01) tick.className = "first";
    if (from + span - at < span * 0.02) tick.className = "last";
    ticks.push(tick);
  }
  return ticks;
};

const phaseLabel = (phase, from, span) => {
  const label = document.createElement("span");
  label.textContent = phase.name;
  label.style.left = `${(100 * (phase.start - from)) / span}%`;
  label.style.width = `${(100 * (phase.end - phase.start)) / span}%`;
  return label;
};

