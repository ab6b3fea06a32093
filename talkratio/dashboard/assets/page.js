// Tells the browser, and whoever reads the page aloud, which language it is in and which page of the header it is.
export default function (component) {
  const { language, page } = component.data;
  document.documentElement.lang = language;
  for (const link of document.querySelectorAll(".st-key-head a")) {
    if (link.getAttribute("href").split("?")[0] === page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
