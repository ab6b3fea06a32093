// Tells the browser, and whoever reads the page aloud, which language it is in and which page of the header it is;
// and gives the way past the header, which Streamlit has in English and before the header, its words and its place.
let watching;

export default function (component) {
  const { language, page, skip } = component.data;
  document.documentElement.lang = language;
  const tell = () => {
    for (const link of document.querySelectorAll(".st-key-head a")) {
      if (link.getAttribute("href").split("?")[0] === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const way = document.querySelector('[data-testid="stSkipToContent"]');
    if (way && way.textContent !== skip) pass(way, skip);
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
