// The transcript, dialogs and notices of a chat page. What is shown comes from the server; this decides only where to look and what is open.
const scroll = document.querySelector("#scroll");
const newest = document.querySelector("#newest");
const connection = document.querySelector("#connection");
const notice = document.querySelector("#notice");
const dialogs = document.querySelector("#dialogs");
const NEAR = 80;
const NOTICE_MS = 9000;
const AGAIN_MS = 2000;
const SHOWING = "#transcript, #chats"; // what asks for news

// ——— Where to look ———

let wasAtEnd = true;
let heightBefore = 0;
const isAtEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
const lastId = () => scroll.querySelector("li.row:last-of-type")?.id;

function goToEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  newest.hidden = true;
}

if (scroll) {
  goToEnd();
  scroll.addEventListener("scroll", () => {
    wasAtEnd = isAtEnd();
    if (wasAtEnd) newest.hidden = true;
  });
  scroll.addEventListener("load", () => wasAtEnd && goToEnd(), true); // a picture has arrived and taken its room
  new ResizeObserver(() => wasAtEnd && goToEnd()).observe(scroll); // the keyboard of a phone opens
}

let lastBefore;
document.addEventListener("htmx:before:swap", (event) => {
  const context = event.detail.ctx;
  if (context.target?.id !== "transcript") return;
  lastBefore = lastId();
  heightBefore = context.sourceElement.matches(".earlier") ? scroll.scrollHeight - scroll.scrollTop : 0;
});

document.addEventListener("htmx:after:swap", (event) => {
  openDialog();
  if (notice.hasChildNodes()) keepNotice();
  if (event.detail.ctx.target?.id !== "transcript") return;
  if (heightBefore) scroll.scrollTop = scroll.scrollHeight - heightBefore;
  else if (wasAtEnd) goToEnd();
  else if (lastId() !== lastBefore) newest.hidden = false;
});

// ——— Dialogs ———

function openDialog() {
  const dialog = dialogs.querySelector("dialog:not([open])");
  dialog?.addEventListener("close", () => dialog.remove());
  dialog?.showModal();
}

document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (response.status === 204) sourceElement.closest("dialog")?.close();
  if (sourceElement.matches(SHOWING)) setConnected(true);
});

document.addEventListener("htmx:confirm", (event) => {
  const sure = document.querySelector("#sure");
  if (!event.detail.ctx.confirm) return;
  event.preventDefault();
  sure.querySelector("h2").textContent = event.detail.ctx.confirm;
  sure.returnValue = "no";
  sure.addEventListener("close", () => (sure.returnValue === "yes" ? event.detail.issueRequest() : event.detail.dropRequest()), { once: true });
  sure.showModal();
});

// ——— Notices, and the connection ———

let noticeTimer;
function keepNotice() {
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => notice.replaceChildren(), NOTICE_MS);
}

document.addEventListener("htmx:error", (event) => {
  const element = event.detail.ctx?.sourceElement;
  if (element?.matches(SHOWING)) {
    setConnected(false);
    setTimeout(lookAgain, AGAIN_MS);
  } else if (element?.matches("form, button")) say(document.body.dataset.unsent);
});

function say(text) {
  const card = document.createElement("div");
  card.className = "notice-card";
  card.append(Object.assign(document.createElement("p"), { textContent: text }));
  notice.replaceChildren(card);
  keepNotice();
}
document.addEventListener("say", (event) => say(event.detail));

function setConnected(connected) {
  connection.hidden = connected;
  connection.textContent = connected ? "" : document.body.dataset.lost;
}
const lookAgain = () => document.body.dispatchEvent(new Event("news"));
document.addEventListener("htmx:sse:after:connection", () => setConnected(true)); // the stream begins with news, for what was missed
document.addEventListener("htmx:sse:error", () => setConnected(false));
window.addEventListener("online", lookAgain);

// ——— What is pressed ———

const actions = {
  close: (element) => element.closest("dialog").close(),
  dismiss: () => notice.replaceChildren(),
  newest: goToEnd,
  quoted(element) {
    const row = scroll.querySelector(`[data-id="${CSS.escape(element.dataset.id)}"]`);
    row?.scrollIntoView({ block: "center", behavior: "smooth" });
    row?.setAttribute("data-here-shown", "");
    setTimeout(() => row?.removeAttribute("data-here-shown"), 1600);
  },
  locate,
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
  const element = event.target.closest("[data-do]");
  if (element) actions[element.dataset.do]?.(element);
  if (event.target.matches("dialog")) event.target.close(); // outside the sheet
  const row = event.target.closest("li.row");
  const isPlain = row && !event.target.closest("a, button, form") && !getSelection().toString();
  document.querySelectorAll("li.row[data-here-open]").forEach((other) => other !== row && other.removeAttribute("data-here-open"));
  if (isPlain) row.toggleAttribute("data-here-open"); // what begins with data-here is left alone when news changes the row
});

document.addEventListener("submit", (event) => {
  const button = event.target.matches("[data-busy]") && event.target.querySelector("button");
  if (button) Object.assign(button, { textContent: event.target.dataset.busy, disabled: true });
});

function locate(button) {
  const hint = button.nextElementSibling;
  const form = button.form;
  const tell = (text) => Object.assign(hint, { textContent: text, hidden: false });
  const refused = () => tell(button.dataset.refused);
  if (!navigator.geolocation) return refused();
  tell(button.dataset.finding);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.latitude.value = coords.latitude.toFixed(6);
      form.elements.longitude.value = coords.longitude.toFixed(6);
      tell(button.dataset.found.replace("%s", Math.ceil(coords.accuracy)));
    },
    refused,
    { enableHighAccuracy: true, timeout: 10000 },
  );
}
