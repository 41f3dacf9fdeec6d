// The page of the floor: alerts as they come by MQTT, taps back, and the plan, asked for every two seconds.
// No framework; runs in any browser that mqtt.js runs in.
"use strict";

(() => {
  const page = document.getElementById("floor");
  if (!page) {
    return;
  }
  const USER = page.dataset.user;
  const LANGUAGE = page.dataset.language;
  const WORDS = JSON.parse(page.dataset.words);
  const POLL_MS = 2000;
  const PATIENCE_MS = 3000;
  const UNDO_MS = 5000;
  const FADE_MS = 6000;
  const ANSWER_MS = 5000;
  const SETTLE_MS = 1000;
  const CLEARED_MS = 300;
  const CONNECTING_MS = 5000;
  const OVER = ["contacted", "dismissed", "expired", "closed"];
  const REASONS = ["just_looking", "service", "colleague", "wrong_person"];

  const $ = (id) => document.getElementById(id);
  const say = (name, values) => {
    let text = WORDS[name] || name;
    for (const key of Object.keys(values || {})) {
      text = text.split("{" + key + "}").join(values[key]);
    }
    return text;
  };
  const make = (tag, kind, text) => {
    const element = document.createElement(tag);
    if (kind) {
      element.className = kind;
    }
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  };
  const setText = (element, text) => {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  };

  // --- Time: the showroom's clock, which may be another than the tablet's ---

  let ahead = 0;
  const now = () => Date.now() + ahead;
  const span = (ms) => {
    const seconds = Math.max(0, Math.round(ms / 1000));
    return seconds < 60 ? say("seconds", { n: seconds }) : say("minutes", { n: Math.floor(seconds / 60) });
  };
  const clock = (ms) => new Date(ms).toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit", hour12: false });
  const since = (at) => span(now() - Date.parse(at));

  // --- The connection ---

  const link = { client: null, site: null, joined: false, online: true, lostAt: null, answeredAt: 0, failed: 0 };

  const letters = (length) => {
    const bytes = new Uint8Array(length);
    crypto.getRandomValues(bytes);
    return Array.from(bytes, (b) => "abcdefghijklmnopqrstuvwxyz0123456789"[b % 36]).join("");
  };

  // One tab of a browser has the session that the broker keeps; others have none that lasts.
  const device = (then) => {
    const kept = () => {
      try {
        const id = localStorage.getItem("showfloor-device") || letters(16);
        localStorage.setItem("showfloor-device", id);
        return { id, lasts: true };
      } catch (_) {
        return { id: letters(16), lasts: false };
      }
    };
    if (!navigator.locks) {
      then(kept());
      return;
    }
    navigator.locks.request("showfloor-device", { ifAvailable: true }, (lock) => {
      if (!lock) {
        then({ id: letters(16), lasts: false });
        return null;
      }
      then(kept());
      return new Promise(() => {});
    });
  };

  const dial = (id, clean) => {
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    const client = mqtt.connect(scheme + location.host + "/mqtt", {
      clientId: "web-" + USER + "-" + id,
      clean,
      protocolVersion: 4,
      keepalive: 15,
      reconnectPeriod: 1000,
      connectTimeout: 8000,
      resubscribe: false,
      queueQoSZero: false,
      // Its other kind starts a worker from a blob, which our pages forbid.
      timerVariant: "native",
    });
    link.client = client;
    client.on("error", () => {});
    return client;
  };

  // A page that was just opened knows nothing, and a broker may not say again what it said to the page before: what it
  // keeps for that one goes first. From then on it keeps what this page misses.
  const connect = ({ id, lasts }) => {
    if (!lasts) {
      listen(dial(id, true));
      return;
    }
    const anew = () => connect({ id, lasts });
    const first = dial(id, true);
    first.once("connect", () => {
      link.client = null;
      first.end(false, () => setTimeout(() => listen(dial(id, false), anew), CLEARED_MS));
    });
  };

  // Who is cut off before all that stands was heard begins anew.
  const listen = (client, anew) => {
    let settling = 0;
    client.on("connect", () => {
      const at = (name) => "showfloor/" + link.site + "/" + name;
      const names = ["status", "alerts", "alerts/+", "staff/+", "replies/" + USER];
      client.subscribe(names.map(at), { qos: 1 }, (error) => {
        if (!error) {
          link.joined = true;
          showLink();
          // What stands there already has called before.
          settling = setTimeout(() => {
            settled = true;
            showCalm();
            showShift(shift || "end");
          }, SETTLE_MS);
        }
      });
    });
    client.on("close", () => {
      clearTimeout(settling);
      link.joined = false;
      showLink();
      if (!settled && anew && link.client === client) {
        link.client = null;
        client.end(true);
        setTimeout(anew, CLEARED_MS);
      }
    });
    client.on("message", (topic, payload) => heard(topic, payload));
  };

  const heard = (topic, payload) => {
    const name = topic.slice(("showfloor/" + link.site + "/").length);
    const text = payload.toString();
    let message = null;
    try {
      message = text ? JSON.parse(text) : null;
    } catch (_) {
      return;
    }
    if (name === "status") {
      link.online = Boolean(message) && message.state === "online";
      showLink();
    } else if (name.startsWith("staff/")) {
      if (name.slice(6) === USER) {
        showShift(message ? message.state : "end");
      }
    } else if (name.startsWith("replies/")) {
      answered(message);
    } else if (message && message.id) {
      revised(message);
    }
  };

  // What is tapped goes out now or not at all: who taps sees which.
  const able = () => link.joined && link.online && link.failed < 2;

  const showLink = () => {
    const place = $("connection");
    const good = able();
    if (good) {
      link.lostAt = null;
    } else if (!link.lostAt) {
      link.lostAt = Date.now();
    }
    let text = say("live");
    if (typeof mqtt === "undefined") {
      text = say("no-mqtt");
    } else if (!link.joined && !link.answeredAt) {
      text = Date.now() - link.lostAt < CONNECTING_MS ? say("connecting") : say("no-way");
    } else if (!link.joined || link.failed >= 2) {
      text = say("lost", { at: clock(link.lostAt) });
    } else if (!link.online) {
      text = say("away");
    }
    setText(place, text);
    place.className = good ? "good" : "bad";
    page.classList.toggle("cut", !good);
    for (const button of page.querySelectorAll("[data-tap], [data-shift]")) {
      button.disabled = !good || button.dataset.waits === "yes";
    }
    for (const button of document.querySelectorAll("[data-saying]")) {
      button.disabled = !good;
    }
  };

  // --- Taps, and what the appliance says to them ---

  const asked = new Map();

  const send = (name, message, then) => {
    if (!able()) {
      tell(say("silent"), "bad");
      return;
    }
    const key = name + " " + message.action;
    const timer = setTimeout(() => {
      asked.delete(key);
      tell(say("silent"), "bad");
      then(false);
    }, ANSWER_MS);
    asked.set(key, { timer, then });
    link.client.publish("showfloor/" + link.site + "/commands/" + USER + "/" + name, JSON.stringify(message), { qos: 1 });
  };

  const answered = (reply) => {
    if (!reply) {
      return;
    }
    let key = "";
    if (reply.alert) {
      key = "alerts/" + reply.alert + " " + reply.action;
    } else if (reply.visitor) {
      key = "visitors/" + reply.visitor + " " + reply.said;
    } else if (reply.shift) {
      key = "shift " + reply.shift;
    }
    const question = asked.get(key);
    if (!question) {
      return;
    }
    clearTimeout(question.timer);
    asked.delete(key);
    const good = reply.result === "accepted";
    if (!good) {
      refused(reply.reason || "");
    }
    question.then(good);
  };

  const refused = (reason) => {
    const claimed = /^claimed by (.+)$/.exec(reason);
    if (claimed) {
      tell(say("refused-claimed", { who: claimed[1] }), "bad");
      if (navigator.vibrate) {
        navigator.vibrate([80, 60, 80]);
      }
    } else if (reason === "this alert is over" || reason === "this alert is not known here") {
      tell(say("refused-over"), "bad");
    } else if (reason.startsWith("there is nothing to undo")) {
      tell(say("refused-late"), "bad");
    } else if (reason.startsWith("they are called for again")) {
      tell(say("refused-again"), "bad");
    } else if (reason === "a contact cannot be taken back") {
      tell(say("refused-contact"), "bad");
    } else {
      tell(say("refused", { why: reason }), "bad");
    }
  };

  // The bar below: what was done, and for five seconds the way back.
  let barTimer = 0;
  const tell = (text, kind, undo) => {
    const bar = $("bar");
    clearTimeout(barTimer);
    bar.textContent = "";
    bar.className = kind || "";
    bar.appendChild(make("span", "", text));
    if (undo) {
      const button = make("button", "", say("undo"));
      button.type = "button";
      button.addEventListener("click", () => {
        bar.textContent = "";
        undo();
      });
      bar.appendChild(button);
    }
    barTimer = setTimeout(() => {
      bar.textContent = "";
    }, UNDO_MS);
  };

  const tap = (id, action, reason, told) => {
    const card = cards.get(id);
    const message = reason ? { action, reason } : { action };
    waits(card, true);
    send("alerts/" + id, message, (good) => {
      waits(card, false);
      if (good && told) {
        tell(told, "", () => tap(id, "undo"));
      }
    });
  };

  const waits = (card, yes) => {
    if (!card) {
      return;
    }
    for (const button of card.element.querySelectorAll("[data-tap]")) {
      button.dataset.waits = yes ? "yes" : "no";
      button.disabled = yes || !able();
    }
  };

  // --- Alerts ---

  const cards = new Map();
  let pictures = new Map();
  let settled = false;
  let touchedAt = 0;

  const isOver = (alert) => OVER.includes(alert.state);
  const mine = (alert) => alert.state === "claimed" && alert.by === USER;
  const asksMe = (alert) => !alert.for || alert.for.length === 0 || alert.for.includes(USER);

  const revised = (alert) => {
    const card = cards.get(alert.id);
    if (card && card.alert.rev >= alert.rev) {
      return;
    }
    if (!card && (isOver(alert) || gone.has(alert.id))) {
      gone.add(alert.id);
      return;
    }
    const before = card ? card.alert : null;
    if (card) {
      card.alert = alert;
    } else {
      add(alert);
    }
    const known = cards.get(alert.id);
    write(known);
    arrange();
    if (settled && !isOver(alert) && asksMe(alert)) {
      const calls = alert.state === "open" || alert.state === "escalated";
      const changed = !before || before.state !== alert.state || (before.causes || []).length < (alert.causes || []).length;
      if (calls && changed) {
        call(alert);
      }
    }
    if (isOver(alert)) {
      fade(known);
    }
  };

  // Those that are over: what comes late of them is old.
  const gone = new Set();

  const fade = (card) => {
    const id = card.alert.id;
    gone.add(id);
    card.element.classList.add("over");
    if (!card.fading) {
      card.fading = setTimeout(() => remove(id), FADE_MS);
    }
  };

  const remove = (id) => {
    const card = cards.get(id);
    if (card) {
      const focused = card.element.contains(document.activeElement);
      card.element.remove();
      cards.delete(id);
      arrange();
      if (focused) {
        const next = document.querySelector("#alerts button.go") || $("alerts-title");
        next.setAttribute("tabindex", next.tagName === "BUTTON" ? "0" : "-1");
        next.focus();
      }
    }
  };

  const add = (alert) => {
    const element = make("li", "alert");
    const ring = make("div", "ring");
    ring.setAttribute("role", "img");
    ring.innerHTML =
      '<svg viewBox="0 0 64 64" aria-hidden="true"><circle class="rail" cx="32" cy="32" r="28"/>' +
      '<circle class="run" cx="32" cy="32" r="28" pathLength="100" stroke-dasharray="100 100" transform="rotate(-90 32 32)"/>' +
      '<text class="count" x="32" y="34" text-anchor="middle"></text>' +
      '<text class="unit" x="32" y="47" text-anchor="middle"></text></svg>';
    const what = make("div", "what");
    const where = make("h3", "where");
    const why = make("p", "why");
    const todo = make("p", "todo");
    const whose = make("p", "whose");
    what.append(where, why, todo);
    const more = menu(alert);
    const deed = make("div", "deed");
    const go = make("button", "primary go", say("go"));
    go.type = "button";
    go.dataset.tap = "claim";
    const met = make("button", "primary met", say("with-them"));
    met.type = "button";
    met.dataset.tap = "contacted";
    go.addEventListener("click", () => tap(alert.id, "claim", null, say("did-claim")));
    met.addEventListener("click", () => tap(alert.id, "contacted"));
    deed.append(whose, go, met);
    element.append(ring, what, more, deed);
    element.dataset.id = alert.id;
    element.dataset.seen = String(Date.now());
    cards.set(alert.id, { alert, element, ring, where, why, todo, whose, go, met, more, fading: 0 });
    $("alerts").appendChild(element);
  };

  // Put off, or not needed: behind one small button.
  const menu = (alert) => {
    const more = make("details", "more");
    const summary = make("summary", "", "⋯");
    summary.setAttribute("aria-label", say("more"));
    const list = make("div", "menu");
    const button = (text, run) => {
      const item = make("button", "", text);
      item.type = "button";
      item.dataset.tap = "menu";
      item.addEventListener("click", () => {
        more.open = false;
        run();
      });
      list.appendChild(item);
    };
    button(say("snooze"), () => tap(alert.id, "snooze", null, say("did-snooze")));
    list.lastChild.classList.add("later");
    list.appendChild(make("p", "hint", say("why-dismiss")));
    for (const reason of alert.visitor ? REASONS : []) {
      button(say(reason), () => tap(alert.id, "dismiss", reason, say("did-dismiss")));
    }
    button(say("not-needed"), () => tap(alert.id, "dismiss", null, say("did-dismiss")));
    more.append(summary, list);
    more.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && more.open) {
        more.open = false;
        summary.focus();
      }
    });
    more.addEventListener("toggle", () => {
      touchedAt = Date.now();
    });
    return more;
  };

  const placeOf = (alert) => {
    const zone = alert.zone;
    if (!zone) {
      return "";
    }
    return zone.product ? zone.product + ", " + zone.label : zone.label;
  };

  const first = (line) => (line ? line[0].toUpperCase() + line.slice(1) : line);

  // Where, why, what to do. How long they have waited goes on, and is said as in the list below.
  const parts = (alert) => {
    const lines = alert.lines && (alert.lines[LANGUAGE] || alert.lines.en);
    if (!lines) {
      // An alert that was raised before alerts had parts.
      const text = (alert.text && (alert.text[LANGUAGE] || alert.text.en)) || "";
      return { where: placeOf(alert) || say("somewhere"), why: text, todo: "" };
    }
    const wait = alert.alone_since ? say("alone-for", { time: since(alert.alone_since) }) : "";
    const why = [lines.why, wait].filter(Boolean).join(" · ");
    return { where: lines.where || placeOf(alert) || say("somewhere"), why: first(why), todo: lines.todo };
  };

  const whoIs = (user) => (user === USER ? say("you") : user || say("somebody"));

  const overBecause = (alert) => {
    if (alert.state === "contacted") {
      return say("over-contacted", { who: whoIs(alert.by) });
    }
    if (alert.state === "dismissed") {
      return say("over-dismissed", { who: whoIs(alert.by) });
    }
    if (alert.state === "expired") {
      return say("over-expired");
    }
    const told = parts(alert);
    return [told.why, told.todo].filter(Boolean).join(" ") || say("over");
  };

  const write = (card) => {
    const alert = card.alert;
    const told = parts(alert);
    const own = mine(alert);
    const taken = alert.state === "claimed" && !own;
    const kinds = ["alert", alert.priority];
    if (own) {
      kinds.push("own");
    }
    if (taken || alert.state === "snoozed") {
      kinds.push("taken");
    }
    if (alert.state === "escalated") {
      kinds.push("late");
    }
    if (isOver(alert)) {
      kinds.push("over");
    }
    card.element.className = kinds.join(" ");
    card.element.dataset.at = alert.at;
    card.element.dataset.state = alert.state;
    card.element.dataset.rev = String(alert.rev);
    setText(card.where, told.where);
    if (isOver(alert)) {
      setText(card.why, overBecause(alert));
      setText(card.todo, "");
    } else {
      setText(card.why, told.why);
      setText(card.todo, told.todo);
    }
    visitorLink(card, alert);
    showFace(card);
    let whose = "";
    if (own) {
      whose = say("going");
    } else if (taken) {
      whose = say("other-going", { who: alert.by });
    } else if (alert.state === "snoozed") {
      whose = say("over-snoozed", { who: whoIs(alert.by) });
    } else if (!asksMe(alert)) {
      whose = say("asked-first", { who: alert.for.join(", ") });
    }
    setText(card.whose, whose);
    card.go.hidden = alert.state === "claimed" || isOver(alert) || !alert.visitor;
    card.met.hidden = !own || isOver(alert);
    card.more.hidden = isOver(alert) || taken;
    tick(card);
  };

  const visitorLink = (card, alert) => {
    if (!alert.visitor || isOver(alert) || card.linked === alert.visitor) {
      return;
    }
    card.linked = alert.visitor;
    if (card.code) {
      card.code.remove();
    }
    card.code = make("a", "code", alert.visitor);
    card.code.href = "/floor/visitors/" + encodeURIComponent(alert.visitor);
    card.code.setAttribute("aria-label", say("open-card", { code: alert.visitor }));
    card.go.before(card.code);
  };

  // What they look like now, where the appliance has it: another number is another picture.
  const showFace = (card) => {
    const code = card.alert.visitor;
    const number = code && !isOver(card.alert) ? pictures.get(code) : undefined;
    if (card.pictured === (number && code + number)) {
      return;
    }
    card.pictured = number && code + number;
    if (!number) {
      if (card.face) {
        card.face.remove();
        card.face = null;
      }
      return;
    }
    if (!card.face) {
      card.face = make("img", "face");
      card.face.addEventListener("error", () => {
        card.face && (card.face.hidden = true);
      });
      card.face.addEventListener("load", () => {
        card.face && (card.face.hidden = false);
      });
      card.ring.after(card.face);
    }
    card.face.alt = say("picture", { code });
    card.face.src = "/floor/visitors/" + encodeURIComponent(code) + "/picture?n=" + number;
  };

  // The ring runs down to the moment by which somebody should be there.
  const tick = (card) => {
    const alert = card.alert;
    if (alert.alone_since && !isOver(alert)) {
      setText(card.why, parts(alert).why);
    }
    const by = Date.parse(alert.approach_by || "");
    const from = Date.parse(alert.approach_at || alert.since || alert.at);
    const going = alert.state === "claimed";
    // Whoever is on the way needs no reproach.
    const shown = !isNaN(by) && (alert.state === "open" || alert.state === "escalated" || (going && by > now()));
    card.ring.classList.toggle("none", !shown);
    if (!shown) {
      card.ring.setAttribute("aria-hidden", "true");
      return;
    }
    card.ring.removeAttribute("aria-hidden");
    const left = by - now();
    const share = Math.max(0, Math.min(1, left / Math.max(1, by - from)));
    card.ring.querySelector(".run").setAttribute("stroke-dasharray", (share * 100).toFixed(1) + " 100");
    const late = left < 0;
    card.ring.classList.toggle("late", late);
    const minutes = Math.ceil(Math.abs(left) / 60000);
    const soon = !late && left < 60000;
    setText(card.ring.querySelector(".count"), late ? "+" + minutes : String(soon ? Math.ceil(left / 1000) : minutes));
    setText(card.ring.querySelector(".unit"), soon ? "s" : "min");
    const spoken = late ? say("late", { n: minutes }) : say("left", { n: minutes });
    if (card.ring.getAttribute("aria-label") !== spoken) {
      card.ring.setAttribute("aria-label", spoken);
    }
  };

  const urgency = (alert) => {
    const rank = () => {
      if (isOver(alert)) {
        return 7;
      }
      if (mine(alert)) {
        return 0;
      }
      if (alert.state === "claimed" || alert.state === "snoozed") {
        return 6;
      }
      const asked = asksMe(alert) ? 0 : 3;
      if (alert.state === "escalated") {
        return 1;
      }
      return asked + { high: 2, normal: 3, low: 4 }[alert.priority];
    };
    return [rank(), Date.parse(alert.approach_by || alert.since || alert.at) || 0];
  };

  // Nothing moves from under a finger, nor while a menu is open.
  const arrange = () => {
    const list = $("alerts");
    showCalm();
    const open = list.querySelector("details[open]");
    if (Date.now() - touchedAt < 900 || open) {
      clearTimeout(arrange.timer);
      arrange.timer = setTimeout(arrange, 500);
      return;
    }
    const order = Array.from(cards.values()).sort((a, b) => {
      const [one, other] = [urgency(a.alert), urgency(b.alert)];
      return one[0] - other[0] || one[1] - other[1];
    });
    order.forEach((card, place) => {
      if (list.children[place] !== card.element) {
        list.insertBefore(card.element, list.children[place] || null);
      }
    });
  };

  const showCalm = () => {
    const calm = $("calm");
    calm.hidden = cards.size > 0 || !settled;
    if (!calm.hidden && floor) {
      const n = floor.visitors;
      calm.textContent = "";
      calm.append(make("p", "large", say("calm")), make("p", "hint", n ? say("calm-in", { n }) : say("calm-nobody")));
    }
  };

  // --- Sound and words for whoever does not look ---

  let sound = null;
  const call = (alert) => {
    const told = parts(alert);
    setText($("said"), say("new", { where: told.where, why: told.why }));
    if (sound) {
      tone();
    }
  };

  // Two short soft notes.
  const tone = () => {
    const begin = sound.currentTime;
    [660, 880].forEach((pitch, i) => {
      const note = sound.createOscillator();
      const volume = sound.createGain();
      const at = begin + i * 0.16;
      note.type = "sine";
      note.frequency.value = pitch;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
      note.connect(volume).connect(sound.destination);
      note.start(at);
      note.stop(at + 0.32);
    });
  };

  const soundButton = $("sound");
  soundButton.addEventListener("click", () => {
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (sound) {
      sound.close();
      sound = null;
    } else if (Audio) {
      sound = new Audio();
      tone();
    }
    soundButton.setAttribute("aria-pressed", sound ? "true" : "false");
  });

  // --- The shift ---

  let shift = null;
  const showShift = (state) => {
    shift = state;
    $("shift-hint").hidden = state !== "end";
    for (const button of page.querySelectorAll("[data-shift]")) {
      button.setAttribute("aria-pressed", button.dataset.shift === state ? "true" : "false");
    }
  };
  for (const button of page.querySelectorAll("[data-shift]")) {
    button.addEventListener("click", () => {
      const wanted = button.dataset.shift;
      const taps = { free: shift === "free" || shift === "busy" ? "free" : "start", busy: "busy", end: "end" };
      send("shift", { action: taps[wanted] }, (good) => {
        if (good) {
          showShift(wanted);
        }
      });
    });
  }

  // --- The plan ---

  let floor = null;
  const SVG = "http://www.w3.org/2000/svg";
  const LETTER = 11;
  const draw = (tag, attributes, text) => {
    const element = document.createElementNS(SVG, tag);
    for (const key of Object.keys(attributes)) {
      element.setAttribute(key, attributes[key]);
    }
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  };

  // The middle of an outline's area.
  const middle = (corners) => {
    let [area, x, y] = [0, 0, 0];
    corners.forEach((at, i) => {
      const next = corners[(i + 1) % corners.length];
      const cross = at.x * next.y - next.x * at.y;
      area += cross;
      x += (at.x + next.x) * cross;
      y += (at.y + next.y) * cross;
    });
    return Math.abs(area) < 1e-6 ? corners[0] : { x: x / (3 * area), y: y / (3 * area) };
  };

  // Pixels to a metre, of a plan that is 960 wide.
  const frame = (points) => {
    const xs = points.map((at) => at.x);
    const ys = points.map((at) => at.y);
    const left = Math.min(...xs) - 0.8;
    const top = Math.min(...ys) - 0.8;
    const width = Math.max(4, Math.max(...xs) + 0.8 - left);
    const height = Math.max(3, Math.max(...ys) + 0.8 - top);
    const scale = Math.min(960 / width, 720 / height);
    const aside = (960 - width * scale) / 2;
    return { width: 960, height: height * scale, x: (x) => aside + (x - left) * scale, y: (y) => (y - top) * scale, scale };
  };

  const people = (n) => {
    if (n === 1) {
      return say("people-one");
    }
    const few = LANGUAGE === "pl" && n % 10 >= 2 && n % 10 <= 4 && !(n % 100 >= 12 && n % 100 <= 14);
    return say(few ? "people-few" : "people-many", { n });
  };

  const placeName = (place) => {
    if (!place) {
      return say("somewhere");
    }
    return place.product ? place.product + ", " + place.label : place.label;
  };

  const describe = (party) => {
    const words = [people(party.people), placeName(party.place), say("here-for", { time: since(party.since) }), say("band-" + party.band)];
    if (party.waiting_since) {
      words.push(say("alone-for", { time: since(party.waiting_since) }));
    } else if (party.spoken_with) {
      words.push(say("company"));
    }
    return words;
  };

  const cardUrl = (party) => "/floor/visitors/" + encodeURIComponent(party.visitors[0] || "");

  const drawPlan = () => {
    const place = $("plan");
    const zones = floor.zones.filter((zone) => zone.corners.length > 2);
    if (zones.length === 0) {
      place.textContent = "";
      place.appendChild(make("p", "hint", say("no-plan")));
      return;
    }
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.party : null;
    const spots = floor.parties.map((party) => party.at).filter(Boolean);
    const view = frame([].concat(spots, floor.staff_at, ...zones.map((zone) => zone.corners)));
    const svg = draw("svg", { viewBox: "0 0 " + view.width.toFixed(0) + " " + view.height.toFixed(0), role: "group" });
    const layers = zones.map((zone) => drawZone(zone, view));
    ["polygon", ".car", "text"].forEach((layer) => {
      layers.forEach((group) => {
        const of = draw("g", { class: group.getAttribute("class") });
        of.append(...Array.from(group.children).filter((part) => part.matches(layer)));
        svg.appendChild(of);
      });
    });
    floor.staff_at.forEach((at) => {
      svg.appendChild(draw("rect", { class: "staff", x: view.x(at.x) - 8, y: view.y(at.y) - 8, width: 16, height: 16, rx: 3 }));
    });
    const crowd = new Map();
    const dots = [];
    floor.parties.forEach((party) => {
      const zone = zones.find((one) => party.place && one.zone === party.place.zone);
      let at = party.at;
      if (!at && zone) {
        const n = crowd.get(zone.zone) || 0;
        crowd.set(zone.zone, n + 1);
        const centre = middle(zone.corners);
        at = { x: centre.x + n * 0.7, y: centre.y + 0.9 };
      }
      if (at) {
        dots.push({ party, x: view.x(at.x), y: view.y(at.y), size: sizeOf(party) });
      }
    });
    apart(dots, view);
    dots.forEach((dot) => svg.appendChild(drawParty(dot)));
    place.textContent = "";
    place.appendChild(svg);
    if (focused) {
      const again = place.querySelector('[data-party="' + focused + '"]');
      if (again) {
        again.focus();
      }
    }
  };

  const sizeOf = (party) => 15 + 6 * Math.sqrt(party.people);

  // People stand close together; fingers need room between them.
  const apart = (dots, view) => {
    const clamp = (value, most, size) => Math.max(size, Math.min(most - size, value));
    for (let round = 0; round < 12; round += 1) {
      dots.forEach((one, n) => {
        dots.slice(n + 1).forEach((other, k) => {
          const wanted = one.size + other.size + 8;
          const [dx, dy] = [other.x - one.x, other.y - one.y];
          const distance = Math.hypot(dx, dy);
          if (distance >= wanted) {
            return;
          }
          // Of two at one place each goes its way.
          const angle = distance > 0.1 ? Math.atan2(dy, dx) : k;
          const step = (wanted - distance) / 2;
          one.x -= Math.cos(angle) * step;
          one.y -= Math.sin(angle) * step;
          other.x += Math.cos(angle) * step;
          other.y += Math.sin(angle) * step;
        });
      });
      dots.forEach((dot) => {
        dot.x = clamp(dot.x, view.width, dot.size);
        dot.y = clamp(dot.y, view.height, dot.size);
      });
    }
  };

  const drawZone = (zone, view) => {
    const group = draw("g", { class: "zone " + zone.kind });
    const points = zone.corners.map((at) => view.x(at.x).toFixed(1) + "," + view.y(at.y).toFixed(1)).join(" ");
    group.appendChild(draw("polygon", { points }));
    const centre = middle(zone.corners);
    const [x, y] = [view.x(centre.x), view.y(centre.y)];
    if (zone.kind === "product") {
      group.appendChild(drawCar(zone, x, y, view));
    }
    const car = group.querySelector(".car");
    // Beside what it names: nobody stands on the name.
    const low = car ? y + Number(car.dataset.half) + 24 : Math.min(...zone.corners.map((at) => view.y(at.y))) - 8;
    const name = zone.product || zone.label;
    const xs = zone.corners.map((at) => view.x(at.x));
    // As wide as the zone and a little more; letters are half as wide as they are high.
    const letters = Math.max(8, Math.floor(((Math.max(...xs) - Math.min(...xs)) * 1.3) / LETTER));
    const label = name.length > letters ? name.slice(0, letters - 1).trimEnd() + "…" : name;
    const text = draw("text", { x: x.toFixed(1), y: low.toFixed(1), "text-anchor": "middle" }, label);
    text.appendChild(draw("title", {}, name));
    group.appendChild(text);
    return group;
  };

  // How a zone is turned: the way most of its outline goes, be it along or across; an edge of the picture may cut it.
  const turnOf = (corners) => {
    const sides = corners.map((at, i) => {
      const next = corners[(i + 1) % corners.length];
      return { length: Math.hypot(next.x - at.x, next.y - at.y), angle: Math.atan2(next.y - at.y, next.x - at.x) };
    });
    const along = (angle) => sides.reduce((sum, side) => sum + (Math.abs(Math.sin(2 * (side.angle - angle))) < 0.2 ? side.length : 0), 0);
    return sides.reduce((best, side) => (along(side.angle) > along(best) ? side.angle : best), sides[0].angle);
  };

  // Seen from above, along the longer way through its zone.
  const drawCar = (zone, x, y, view) => {
    let turn = turnOf(zone.corners);
    const extent = (angle) => {
      const steps = zone.corners.map((at) => at.x * Math.cos(angle) + at.y * Math.sin(angle));
      return Math.max(...steps) - Math.min(...steps);
    };
    if (extent(turn) < extent(turn + Math.PI / 2)) {
      turn += Math.PI / 2;
    }
    const length = Math.min(4.4, extent(turn) * 0.8) * view.scale;
    const width = Math.min(length * 0.42, extent(turn + Math.PI / 2) * 0.7 * view.scale);
    const degrees = ((turn * 180) / Math.PI).toFixed(1);
    const car = draw("g", { class: "car", transform: "translate(" + x.toFixed(1) + " " + y.toFixed(1) + ") rotate(" + degrees + ")" });
    car.dataset.half = String((Math.abs(Math.sin(turn)) * length + Math.abs(Math.cos(turn)) * width) / 2);
    car.appendChild(draw("rect", { x: -length / 2, y: -width / 2, width: length, height: width, rx: width / 3 }));
    car.appendChild(draw("rect", { class: "cabin", x: -length / 5, y: -width / 2.8, width: length / 2.1, height: width / 1.4, rx: width / 5 }));
    return car;
  };

  const drawParty = ({ party, x, y, size }) => {
    const link = draw("a", { href: cardUrl(party), class: "party " + party.band, "data-party": party.visitors[0] || "" });
    link.setAttribute("aria-label", describe(party).join(", "));
    link.appendChild(draw("circle", { class: "reach", cx: x, cy: y, r: 36 }));
    if (party.waiting_since) {
      link.appendChild(draw("circle", { class: "waits", cx: x, cy: y, r: size + 7 }));
    }
    link.appendChild(draw("circle", { class: "dot", cx: x, cy: y, r: size }));
    link.appendChild(draw("text", { x, y, dy: "0.35em", "text-anchor": "middle" }, String(party.people)));
    return link;
  };

  // Who waits, who is interested, the rest: of each the longest first.
  const inOrder = (parties) => {
    const rank = (party) => (party.waiting_since ? 0 : { hot: 1, warm: 2, cold: 3 }[party.band]);
    const from = (party) => Date.parse(party.waiting_since || party.since);
    return Array.from(parties).sort((a, b) => rank(a) - rank(b) || from(a) - from(b));
  };

  // The same as a list: for whoever cannot see the plan, and where there is none.
  const listHere = () => {
    const list = $("here");
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.party : null;
    list.textContent = "";
    inOrder(floor.parties).forEach((party) => {
      const row = make("li");
      const link = make("a", "row " + party.band);
      link.href = cardUrl(party);
      link.dataset.party = party.visitors[0] || "";
      const [count, place, time, band, more] = describe(party);
      link.appendChild(make("span", "dot" + (party.waiting_since ? " waits" : ""), String(party.people)));
      link.firstChild.setAttribute("aria-hidden", "true");
      link.appendChild(make("span", "unseen", count + ", "));
      link.appendChild(make("span", "place", place));
      link.appendChild(make("span", "hint", [time, band, more].filter(Boolean).join(" · ")));
      row.appendChild(link);
      list.appendChild(row);
      if (focused && focused === link.dataset.party) {
        link.focus();
      }
    });
    if (floor.parties.length === 0) {
      list.appendChild(make("li", "empty", say("nobody")));
    }
  };

  // Alerts that ended while nobody could say so.
  const settle = (at) => {
    const standing = new Map(floor.alerts);
    for (const [id, card] of cards) {
      if (!standing.has(id) && !isOver(card.alert) && Date.parse(card.alert.at) < at - 3000) {
        gone.add(id);
        remove(id);
      }
    }
  };

  const poll = async () => {
    clearTimeout(poll.timer);
    const cut = window.AbortController ? new AbortController() : null;
    let silent = false;
    const patience = setTimeout(() => {
      silent = true;
      if (cut) {
        cut.abort();
      }
    }, PATIENCE_MS);
    try {
      const answer = await fetch("/floor/now", { credentials: "same-origin", signal: cut ? cut.signal : undefined });
      if (answer.redirected || answer.status === 403) {
        location.href = "/floor";
        return;
      }
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      floor = await answer.json();
      const at = Date.parse(floor.at);
      ahead = at - Date.now();
      link.failed = 0;
      link.answeredAt = Date.now();
      setText($("counts"), say("counts", { visitors: floor.visitors, waiting: floor.waiting }));
      pictures = new Map(floor.pictures);
      cards.forEach(showFace);
      // Cards and list count together.
      cards.forEach(tick);
      drawPlan();
      listHere();
      settle(at);
      showCalm();
      // The network is there, and the web socket does not know it yet.
      if (link.client && !link.joined && link.lostAt && Date.now() - link.lostAt > 3000) {
        link.lostAt = Date.now();
        link.client.reconnect();
      }
    } catch (_) {
      link.failed += silent ? 2 : 1;
    }
    clearTimeout(patience);
    showLink();
    poll.timer = setTimeout(poll, document.hidden ? 5 * POLL_MS : POLL_MS);
  };

  // --- The card of a visitor ---

  const sheet = $("sheet");
  let opener = null;
  const openSheet = async (url, from) => {
    opener = from;
    const inside = sheet.querySelector(".inside");
    inside.textContent = "";
    sheet.hidden = false;
    document.body.classList.add("covered");
    sheet.querySelector(".sheet").focus();
    try {
      const answer = await fetch(url + "?part=1", { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) {
        throw new Error(String(answer.status));
      }
      inside.innerHTML = await answer.text();
      really(inside);
    } catch (_) {
      inside.textContent = "";
      inside.appendChild(make("p", "problem", say("card-failed")));
    }
  };
  const closeSheet = () => {
    sheet.hidden = true;
    document.body.classList.remove("covered");
    if (opener && document.contains(opener)) {
      opener.focus();
    } else if (opener && opener.dataset && opener.dataset.party) {
      const again = document.querySelector('[data-party="' + opener.dataset.party + '"]');
      if (again) {
        again.focus();
      }
    }
    opener = null;
  };

  // "That's me", and what else a colleague may say of somebody.
  const really = (inside) => {
    const part = inside.querySelector(".really");
    if (!part) {
      return;
    }
    part.hidden = false;
    const visitor = part.dataset.visitor;
    for (const button of part.querySelectorAll("[data-saying]")) {
      button.disabled = !able();
      button.addEventListener("click", () => {
        send("visitors/" + visitor, { action: button.dataset.saying }, (good) => {
          if (good) {
            closeSheet();
            tell(say("did-say"), "", () => send("visitors/" + visitor, { action: "undo" }, () => {}));
          }
        });
      });
    }
  };

  sheet.querySelector(".close").addEventListener("click", closeSheet);
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet) {
      closeSheet();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (sheet.hidden) {
      return;
    }
    if (event.key === "Escape") {
      closeSheet();
    } else if (event.key === "Tab") {
      const stops = Array.from(sheet.querySelectorAll("button:not([disabled]), a[href]"));
      const last = stops[stops.length - 1];
      if (event.shiftKey && (document.activeElement === stops[0] || document.activeElement === sheet.firstElementChild)) {
        event.preventDefault();
        last.focus();
      } else if (!event.shiftKey && document.activeElement === last) {
        event.preventDefault();
        stops[0].focus();
      }
    }
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="/floor/visitors/"]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openSheet(link.getAttribute("href"), link);
    }
  });

  // --- The beginning ---

  for (const kind of ["pointerdown", "touchstart", "keydown"]) {
    document.addEventListener(kind, () => (touchedAt = Date.now()), { passive: true });
  }
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("#alerts details[open]")) {
      if (!open.contains(event.target)) {
        open.open = false;
      }
    }
  });
  const awake = () => {
    poll();
    if (link.client && !link.client.connected) {
      link.client.reconnect();
    }
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      awake();
    }
  });
  window.addEventListener("online", awake);
  window.addEventListener("offline", () => {
    link.failed = 2;
    showLink();
  });
  setInterval(() => cards.forEach(tick), 1000);

  link.site = page.dataset.site;
  showLink();
  poll();
  if (typeof mqtt !== "undefined") {
    device(connect);
  }
  if ("serviceWorker" in navigator) {
    const worker = navigator.serviceWorker;
    worker.register("/sw.js").catch(() => {});
    // What it says without a network, it says in the language that is chosen now.
    worker.ready.then((ready) => ready.active && ready.active.postMessage("offline-page"));
  }
})();
