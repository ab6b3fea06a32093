// A row of many buttons is one stop of the Tab key; the arrow keys go on from there.
const alongRow = (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const row = step && event.target.closest("[data-row]");
  if (!row) return;
  const all = [...row.querySelectorAll("button:not([hidden])")];
  const next = all[all.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
};

