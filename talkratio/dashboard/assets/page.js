// Tells the browser, and whoever reads the page aloud, which language it is in and which page of the header it is;
// and gives the way past the header, which Streamlit has in English and before the header, its words and its place.
// What else Streamlit says of its own accord, in fields and lists and to those who hear the page, it says in `words`.
let watching;
let asking;
const SAYS = '[data-testid="InputInstructions"] *, [data-testid*="MultiSelect"] *, [role="listbox"] *, [role="alert"] *';

export default function (component) {
  const { language, page, skip, words } = component.data;
  document.documentElement.lang = language;
  const pairs = words.map(([from, to]) => [pattern(from), to.replace(/\{\w+\}/, "$1")]);
  const tell = () => {
    for (const link of document.querySelectorAll(".st-key-head a")) {
      if (link.getAttribute("href").split("?")[0] === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const way = document.querySelector('[data-testid="stSkipToContent"]');
    if (way && way.textContent !== skip) pass(way, skip);
    translate(pairs);
    follow();
  };
  tell();
  // The header may come after this, and what comes or goes in it moves the rest.
  watching?.disconnect();
  watching = new MutationObserver(tell);
  watching.observe(document.body, { childList: true, subtree: true });
}

function pass(way, skip) {
  way.textContent = skip;
  way.onclick = (event) => {
    event.preventDefault();
    event.stopPropagation();
    let head = document.querySelector(".st-key-head");
    while (head && !head.nextElementSibling) head = head.parentElement;
    if (!head) return;
    head.nextElementSibling.tabIndex = -1;
    head.nextElementSibling.focus();
  };
}

// A question that closes under the hands of whoever answers it gives the focus back to the button that asked.
function follow() {
  const open = document.querySelector('[class*="st-key-sure-"] button[aria-expanded="true"]');
  if (!open && asking?.isConnected && document.activeElement === document.body) asking.focus();
  asking = open;
}

function pattern(sentence) {
  const plain = sentence.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${plain.replace(/\{\w+\}/, "(.+)")}$`);
}

// The nodes stay Streamlit's own; only what they say is put otherwise.
function translate(pairs) {
  const said = (text) => {
    const [from, to] = pairs.find(([one]) => one.test(text)) || [];
    return from ? text.replace(from, to) : text;
  };
  for (const one of document.querySelectorAll("[aria-label]")) {
    const now = one.getAttribute("aria-label");
    if (said(now) !== now) one.setAttribute("aria-label", said(now));
  }
  for (const one of document.querySelectorAll(SAYS)) {
    for (const node of one.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && said(node.data) !== node.data) node.data = said(node.data);
    }
  }
}
