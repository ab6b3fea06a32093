// Says that it stands on the page: all that the page asked for by itself before lies behind it.
export default function (component) {
  component.setTriggerValue("shown", true);
}
