// The check-in page: finds where the phone is, makes a picture small enough for a mobile network, and sends once.
const QUICK = { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 };
const ROUGH = { enableHighAccuracy: false, timeout: 30000, maximumAge: 120000 };
const SLOW_MS = 4000;
const REFUSED = 1;
const TIMED_OUT = 3;
const LARGE = 1.5e6;
const LONG_SIDE = 1800;

const one = (selector) => document.querySelector(selector);
const form = one("[data-form]"), place = one("[data-position]"), status = one("[data-status]");
const retry = one("[data-retry]"), send = one("[data-send]"), files = one("#files"), picture = one("[data-picture]"), label = one("[data-label]");
const plainLabel = label.textContent;
let slow;

function say(state, text) {
  clearTimeout(slow);
  place.dataset.state = state;
  status.textContent = text;
  retry.hidden = state !== "lost";
  label.textContent = state === "lost" ? label.dataset.otherwise : plainLabel;
  allow();
}

function allow() {
  const state = place.dataset.state;
  send.disabled = state === "sending" || !(state === "found" || (state === "lost" && form.elements.note.value.trim()));
}

function found({ coords }) {
  form.elements.latitude.value = coords.latitude;
  form.elements.longitude.value = coords.longitude;
  say("found", status.dataset.found.replace("%s", Math.max(1, Math.round(coords.accuracy))));
}

function look(options) {
  navigator.geolocation.getCurrentPosition(found, ({ code }) => {
    if (code === TIMED_OUT && options === QUICK) look(ROUGH);
    else say("lost", code === REFUSED ? status.dataset.refused : status.dataset.failed);
  }, options);
}

function find() {
  if (!navigator.geolocation) return say("lost", status.dataset.failed);
  say("finding", status.dataset.finding);
  slow = setTimeout(() => { status.textContent = status.dataset.slow; }, SLOW_MS);
  look(QUICK);
}

async function shrink(file) {
  const shown = await createImageBitmap(file);
  const scale = Math.min(1, LONG_SIDE / Math.max(shown.width, shown.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(shown.width * scale);
  canvas.height = Math.round(shown.height * scale);
  canvas.getContext("2d").drawImage(shown, 0, 0, canvas.width, canvas.height);
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  const taken = new DataTransfer();
  taken.items.add(new File([small], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }));
  files.files = taken.files;
}

files.addEventListener("change", async () => {
  const file = files.files[0];
  if (!file) return;
  picture.textContent = picture.dataset.taken.replace("%s", file.name);
  if (file.size > LARGE) await shrink(file).catch(() => {}); // sent as it is, then
});
form.elements.note.addEventListener("input", allow);
retry.addEventListener("click", find);
form.addEventListener("submit", (event) => {
  if (place.dataset.state === "sending") return event.preventDefault();
  place.dataset.state = "sending";
  send.textContent = send.dataset.sending;
  setTimeout(allow);
});
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
find();
