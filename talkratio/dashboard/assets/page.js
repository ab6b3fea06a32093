// Tells the browser, and whoever reads the page aloud, which language it is in.
export default function (component) {
  document.documentElement.lang = component.data.language;
}
