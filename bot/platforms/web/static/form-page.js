// A form as a page inside a chat app: the app says who is there, the server checks that and answers with the fields.
const main = document.querySelector("main");
const who = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") ?? "";

async function ask(filled) {
  const sent = filled ?? new FormData();
  sent.set("who", who);
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: sent });
    if (answer.headers.get("x-done")) close();
    main.innerHTML = await answer.text();
    main.querySelector("form")?.addEventListener("submit", submit);
    main.querySelector("[autofocus]")?.focus();
  } catch {
    main.append(Object.assign(document.createElement("p"), { className: "error whole", textContent: main.dataset.lost }));
  }
}

function submit(event) {
  event.preventDefault();
  const filled = new FormData(event.target);
  filled.set("filled", "yes");
  event.target.querySelector("button:not([type])").disabled = true;
  ask(filled);
}

// How the apps are told, each in its own way.
function close() {
  const told = ["web_app_close", "{}"];
  if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(...told);
  else if (window.parent !== window) window.parent.postMessage(JSON.stringify({ eventType: told[0], eventData: {} }), "https://web.telegram.org");
}

ask();
