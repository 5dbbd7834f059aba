// The cards of a CDS Hooks response as nodes: the service reads and sanitises them, a script never builds markup.

const root = document.documentElement.dataset.root ?? "";
let look = "full"; // the form that was last chosen holds for the next answer too

function asked(response, { signal, headers = {} }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${root}/cards`);
    request.responseType = "document"; // read as a page that runs nothing
    for (const [name, value] of Object.entries({ "Content-Type": "application/json", Accept: "text/html", ...headers })) {
      request.setRequestHeader(name, value);
    }
    request.onload = () => resolve(request);
    request.onerror = () => reject(new Error("The service can't be reached."));
    request.onabort = () => reject(new DOMException("A newer answer is on its way.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    if (signal?.aborted) request.abort();
    else request.send(typeof response === "string" ? response : JSON.stringify(response));
  });
}

function remembering(section) {
  for (const choice of section.querySelectorAll("input[name=card-look]")) {
    choice.checked = choice.value === look;
    choice.addEventListener("change", () => { look = choice.value; });
  }
  return section;
}

/** `<section id="cards">` of a response (an object, or its JSON); rejects with a sentence that can be shown. */
export async function drawCards(response, { signal, headers } = {}) {
  const request = await asked(response, { signal, headers });
  const found = request.status === 200 ? request.response?.querySelector("#cards") : null;
  if (!found) throw new Error(`The cards can't be drawn: the service answered ${request.status}.`);
  return remembering(document.importNode(found, true));
}
