// Runs once in each HTML component of the window, with `element`, `trigger`, `props` and `watch` given by Gradio.
// Python listens to these events: "cite", "example", "rebuild", "discard", "confirm", "stop",
// "writer".
const openers = (window.chatbotOpeners ||= []);

function close() {
  if (!element.querySelector("[data-close]")) return;
  props.value = "";
  const opener = openers.pop();
  if (opener && opener.isConnected) opener.focus();
}

async function copy(button) {
  const text = button.closest(".answer").querySelector(".text").innerText;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const label = button.textContent;
  button.textContent = button.dataset.copy;
  setTimeout(() => (button.textContent = label), 1500);
}

element.addEventListener("click", (click) => {
  const button = click.target.closest("button");
  if (!button) return;
  const { event, first, second } = button.dataset;
  if (event === "cite" || event === "discard") openers.splice(0, openers.length, button);
  if (event) trigger(event, { first: Number(first), second: Number(second) });
  // By keyboard; the button goes with the answer in progress. By touch, it would open the keyboard.
  if (event === "stop" && !click.detail) document.querySelector("#question textarea").focus();
  if ("close" in button.dataset) close();
  if ("copy" in button.dataset) copy(button);
});

document.addEventListener("keydown", (key) => {
  if (key.key === "Escape") close();
  const dialog = element.querySelector("[aria-modal]");
  if (key.key !== "Tab" || !dialog) return;
  const buttons = [...dialog.querySelectorAll("button")];
  const next = buttons.indexOf(document.activeElement) + (key.shiftKey ? -1 : 1);
  buttons.at(next % buttons.length).focus();
  key.preventDefault();
});

let following = false;
watch("value", () => {
  const closing = element.querySelector("[data-close]");
  if (closing) {
    closing.focus({ preventScroll: true });
    element.querySelector("mark")?.scrollIntoView({ block: "center" });
  }
  const live = element.querySelector(".turn.live");
  if (live && !following) live.scrollIntoView({ block: "start", behavior: "smooth" });
  following = Boolean(live);
});
