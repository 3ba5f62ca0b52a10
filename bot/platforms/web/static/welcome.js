// Fills the time zone in with the browser's own, and changes the page's language at once.
const zone = document.querySelector("#timezone[data-guess]");
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;

const language = document.querySelector("#language");
language.addEventListener("change", () => {
  const name = document.querySelector("#name").value;
  if (!name) location.search = new URLSearchParams({ language: language.value });
});
