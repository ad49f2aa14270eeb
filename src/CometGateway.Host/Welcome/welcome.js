"use strict";
const site = document.body.dataset.site;
const $ = selector => document.querySelector(selector);

function make(tag, text, style) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (style) node.className = style;
  return node;
}

function flash(node) {
  node.classList.remove("flash");
  void node.offsetWidth; // starts the animation again when the last one is still running
  node.classList.add("flash");
}

/* ---- The left side: the site's own pages. ---- */

// The site listens on the loopback address only: from another machine its pages cannot be framed.
const siteIsNear = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);

function frame(iframe, page) {
  if (siteIsNear) iframe.src = site + page;
  else iframe.replaceWith(make("p", "The site's own pages are at " + site + page + ", which only a browser on the gateway's machine can reach. The figures above are right all the same.", "away"));
}

document.querySelectorAll("iframe[data-page]").forEach(iframe => frame(iframe, iframe.dataset.page));

/* ---- The right side: the gateway's own client. All four pages, and all tabs of this browser, share one connection. ---- */

let clockOffset = 0; // the server's clock minus ours, ms
const subscriptions = new Map();
const dots = { connecting: "connecting", live: "live", stale: "stale", closed: "gone" };

function stream(pair, url, show) {
  const card = $("#" + pair + " .card.push"), dot = card.querySelector(".dot"), note = card.querySelector("em"), view = card.querySelector(".view");
  subscriptions.get(pair)?.close();
  let first = true;
  const state = () => { dot.className = "dot " + dots[subscription.status]; dot.title = subscription.reason || subscription.status; };
  const subscription = comet.subscribe(url, text => {
    const changedAt = show(view, text, first);
    if (first) note.textContent = "streaming";
    else note.textContent = changedAt ? "pushed after " + duration(Math.max(1, Date.now() + clockOffset - changedAt)) : "pushed at " + new Date().toLocaleTimeString();
    first = false;
  }, { as: "text", onstatus: () => state() });
  state();
  subscriptions.set(pair, subscription);
}

function showTicker(view, text, first) {
  const ticker = JSON.parse(text);
  for (const [symbol, quote] of Object.entries(ticker.prices)) {
    let tile = [...view.children].find(child => child.dataset.symbol === symbol);
    if (!tile) {
      tile = view.appendChild(make("div", undefined, "quote"));
      tile.dataset.symbol = symbol;
      tile.append(make("b", symbol), make("span"), make("span"));
    }
    const [, price, change] = tile.children, shown = quote.price.toFixed(2);
    if (price.textContent === shown) continue;
    price.textContent = shown;
    change.textContent = (quote.change < 0 ? "" : "+") + quote.change.toFixed(2) + " %";
    change.className = quote.change < 0 ? "down" : "up";
    if (!first) flash(tile);
  }
  return ticker.changedAt;
}

const mine = { say: null, edit: null };

function seen(form, text) {
  const write = mine[form];
  if (!write || !text.includes(write.text)) return;
  mine[form] = null;
  $("#" + form + " output").textContent = "on screen after " + duration(performance.now() - write.sent);
}

function showChat(view, text, first) {
  const messages = JSON.parse(text), known = first ? 0 : Number(view.dataset.last || 0);
  if (first) view.replaceChildren();
  for (const message of messages.filter(message => message.id > known)) {
    const line = view.appendChild(make("p"));
    line.append(make("b", message.name + ": "), message.text, make("time", new Date(message.at).toLocaleTimeString()));
    if (!first) flash(line);
    seen("say", message.text);
  }
  while (view.children.length > 50) view.firstChild.remove();
  view.scrollTop = view.scrollHeight;
  const last = messages.at(-1);
  view.dataset.last = last ? last.id : 0;
  return last && last.at;
}

// The fragment is the site's; only plain text elements of it are taken over, and no attributes but one class.
const plain = new Set(["H2", "P", "UL", "LI", "B"]);

function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
    else if (plain.has(node.tagName)) {
      const child = to.appendChild(make(node.tagName.toLowerCase()));
      if (node.className === "edited") child.className = "edited";
      copy(node, child);
    }
  }
}

function showWiki(view, text, first) {
  const before = new Set([...view.querySelectorAll("h2, li, p")].map(node => node.textContent));
  view.replaceChildren();
  copy(new DOMParser().parseFromString(text, "text/html").body, view);
  if (!first) view.querySelectorAll("h2, li, p").forEach(node => before.has(node.textContent) || flash(node));
  seen("edit", view.textContent);
}

function showNews(view, text, first) {
  const before = new Set([...view.querySelectorAll("h4")].map(node => node.dataset.guid));
  const part = (item, name) => item.querySelector(name)?.textContent ?? "";
  view.replaceChildren();
  for (const item of [...new DOMParser().parseFromString(text, "text/xml").querySelectorAll("item")].slice(0, 8)) {
    const head = view.appendChild(make("h4", part(item, "title")));
    head.dataset.guid = part(item, "guid");
    head.append(make("span", new Date(part(item, "pubDate")).toLocaleTimeString(), "hint"));
    view.append(make("p", part(item, "description")));
    if (!first && !before.has(head.dataset.guid)) flash(head);
  }
}

function showStatus(view, text, first) {
  const status = JSON.parse(text), rows = Object.entries(status.services).concat([["open tickets", String(status.openTickets)]]);
  const before = new Map([...view.children].map(row => [row.firstChild.textContent, row.lastChild.textContent]));
  view.replaceChildren();
  for (const [name, state] of rows) {
    const row = view.appendChild(make("p"));
    row.append(make("span", name), make("b", state, ["ok", "busy", "down"].includes(state) ? state : ""));
    if (!first && before.get(name) !== state) flash(row);
  }
}

const more = {
  news: { title: "News", page: "news", url: "/news.rss", every: 10, view: "view news", show: showNews },
  status: { title: "Status", page: "status", url: "/status.json", every: 2, view: "view services", show: showStatus },
};
let chosen = "news";

function choose(name) {
  chosen = name;
  const { title, page, url, every, view } = more[name], [poll, push] = document.querySelectorAll("#more .card");
  document.querySelectorAll("[data-more]").forEach(button => button.setAttribute("aria-pressed", String(button.dataset.more === name)));
  poll.querySelector("code").textContent = "/" + page;
  poll.querySelector("em").textContent = "asks every " + every + " s";
  const iframe = poll.querySelector("iframe");
  if (iframe) frame(iframe, page);
  push.querySelector("span").textContent = title;
  push.querySelector("code").textContent = url;
  push.querySelector(".view").className = view;
  push.querySelector(".view").replaceChildren();
}

document.querySelectorAll("[data-more]").forEach(button => button.onclick = () => {
  choose(button.dataset.more);
  stream("more", more[chosen].url, more[chosen].show);
});

/* ---- Writes, through the gateway, as the site's own forms send them. ---- */

async function write(form, url, fields) {
  const output = $("#" + form + " output");
  mine[form] = { text: fields.shown, sent: performance.now() };
  output.textContent = "sent";
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual", // the site's answer is a page to go to, which nobody needs here
      body: new URLSearchParams(fields.send),
    });
    if (!answer.ok && answer.type !== "opaqueredirect") output.textContent = "refused: " + answer.status;
  } catch {
    output.textContent = "could not be sent";
  }
}

$("#say").onsubmit = event => {
  event.preventDefault();
  const input = event.target.elements.text, text = input.value.trim() || "Hello from the right side";
  input.value = "";
  write("say", "/chat/say", { shown: text, send: { name: "You", text } });
};

$("#edit").onsubmit = event => {
  event.preventDefault();
  const input = event.target.elements.text, dish = input.value.trim() || "Chocolate cake at " + new Date().toLocaleTimeString();
  input.value = "";
  const items = [...document.querySelectorAll("#wiki .view li")].map(item => item.textContent).filter(item => item !== dish);
  const text = ["== Lunch today ==", "Portions left, counted by the kitchen:", ...items.slice(-5).map(item => "* " + item), "* " + dish].join("\n");
  write("edit", "/wiki/Lunch", { shown: dish, send: { author: "You", text } });
};

/* ---- The figures. ---- */

const count = new Intl.NumberFormat("en");
const duration = ms => ms < 995 ? (ms / 1000).toFixed(2) + " s" : (ms / 1000).toFixed(1) + " s";
const share = seen => seen.missed / (seen.missed + seen.count);
const percent = part => part > 0 && part < .01 ? "< 1 %" : Math.round(part * 100) + " %";
const history = [];

function put(id, text) {
  const node = $("#" + id);
  if (node.textContent !== text) node.textContent = text;
}

function width(id, part) {
  $("#" + id).style.width = Math.min(100, part * 100) + "%";
}

function draw() {
  const highest = Math.max(10, ...history.flat());
  for (const [index, name] of ["poll", "push"].entries()) {
    const points = history.map((pair, at) => (300 - (history.length - 1 - at) * 5) + " " + (54 - pair[index] / highest * 50).toFixed(1));
    $("#chart ." + name).setAttribute("d", points.length > 1 ? "M" + points.join("L") : "");
  }
}

function showSide(side, door, seen, slowest, note) {
  put("requests-" + side, count.format(door.all.lastTenSeconds));
  put("total-" + side, note);
  put("counter-" + side, count.format(door.all.total));
  put("delay-" + side, seen.count ? duration(seen.meanMs) : "–");
  put("worst-" + side, seen.count ? "worst " + duration(seen.worstMs) : "no visitors");
  put("missed-" + side, seen.count ? percent(share(seen)) : "–");
  width("bar-delay-" + side, seen.count ? seen.meanMs / slowest : 0);
  width("bar-missed-" + side, seen.count ? share(seen) : 0);
}

async function measure() {
  try {
    const sent = Date.now(), answer = await fetch("/_comet/demo/figures", { cache: "no-store" });
    if (!answer.ok) return;
    const figures = await answer.json();
    if (figures.site !== site) location.reload(); // another run of the demo, on other ports
    clockOffset = figures.now - (sent + Date.now()) / 2;
    const slowest = Math.max(figures.polling.meanMs, figures.streaming.meanMs, 1);
    showSide("poll", figures.frontDoor, figures.polling, slowest, "grows with every visitor");
    showSide("push", figures.backDoor, figures.streaming, slowest, "the same for any number");
    put("visitors-poll", figures.visitors + " visitors poll");
    put("visitors-push", figures.connected + " visitors stream");
    document.querySelectorAll("[data-visitors]").forEach(button => button.setAttribute("aria-pressed", String(Number(button.dataset.visitors) === figures.visitors)));
    history.push([figures.frontDoor.all.lastTenSeconds, figures.backDoor.all.lastTenSeconds]);
    if (history.length > 61) history.shift();
    draw();
  } catch {
    // The gateway restarts now and then; the next second asks again.
  }
}

document.querySelectorAll("[data-visitors]").forEach(button => button.onclick = async () => {
  await fetch("/_comet/demo/crowd?visitors=" + button.dataset.visitors, { method: "POST" }).catch(() => {});
  measure();
});

/* ---- The figures are asked for while somebody looks; the client itself lets go of its connection when nobody does. ---- */

let clock = 0;

function watch() {
  clearInterval(clock);
  if (document.hidden) return;
  measure();
  clock = setInterval(measure, 1000);
}

document.addEventListener("visibilitychange", watch);
stream("ticker", "/ticker.json", showTicker);
stream("chat", "/chat/messages", showChat);
stream("wiki", "/wiki/Lunch/body", showWiki);
choose(chosen);
stream("more", more[chosen].url, more[chosen].show);
watch();
