"use strict";
/* Drawing on a camera's picture: zones by taps, four marks on the floor. Whatever it does is in the form's fields, too:
   who has no script, or draws by keyboard, types there. */
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (name, attributes = {}) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  const print = find("#print");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }

  const board = find("#board");
  if (!board) return;
  document.documentElement.classList.add("scripted");
  const picture = find("#picture"), overlay = find("#overlay"), said = find("#said");
  const WIDTH = 1000;
  let height = 562.5;

  const say = (name, n) => { said.textContent = (board.dataset[name] || "").replace("%n", n ?? ""); };
  const percent = (value) => (value * 100).toFixed(1);
  const clamp = (value) => Math.min(1, Math.max(0, value));
  const read = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [x, y] = line.split(/[ ;\t]+/).map((part) => Number(part.replace(/,$/, "").replace(",", ".")) / 100);
    return { x, y };
  }).filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  const write = (points) => points.map((point) => `${percent(point.x)} ${percent(point.y)}`).join("\n");
  const place = (point) => [point.x * WIDTH, point.y * height];
  const outline = (points) => points.map((point) => place(point).join(",")).join(" ");

  /* The picture's own shape: then lines and letters are not stretched. */
  const settle = () => {
    if (picture.naturalWidth) height = WIDTH * picture.naturalHeight / picture.naturalWidth;
    /* All of it is to be seen at once: whoever draws does not scroll. */
    overlay.parentElement.style.maxWidth = `${Math.max(320, window.innerHeight * 0.7) * WIDTH / height}px`;
    overlay.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
    for (const shape of all("polygon[data-corners]", overlay)) shape.setAttribute("points", outline(read(shape.dataset.corners)));
    for (const name of all("text.name", overlay)) name.remove();
    for (const shape of all("polygon.zone", overlay)) {
      const points = read(shape.dataset.corners).map(place);
      const middle = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
      const text = make("text", { class: "name", x: middle(0), y: middle(1) });
      text.textContent = shape.dataset.name;
      overlay.append(text);
    }
    draw();
  };
  picture.addEventListener("load", () => { board.classList.remove("dark"); settle(); });
  const dark = () => { board.classList.add("dark"); settle(); };
  picture.addEventListener("error", dark);
  const again = find("#again");
  again.hidden = false;
  again.addEventListener("click", () => { picture.src = `${picture.getAttribute("src").split("?")[0]}?${Date.now()}`; });
  for (const tools of all(".tools")) tools.hidden = false;

  /* Where a pointer is, in fractions of the picture. */
  const at = (event) => {
    const box = overlay.getBoundingClientRect();
    return { x: clamp((event.clientX - box.left) / box.width), y: clamp((event.clientY - box.top) / box.height) };
  };
  const pixels = () => overlay.getBoundingClientRect();
  const far = (a, b) => { const box = pixels(); return Math.hypot((a.x - b.x) * box.width, (a.y - b.y) * box.height); };
  /* The point of an edge that is next to another point. */
  const foot = (point, a, b) => {
    const box = pixels();
    const [dx, dy] = [(b.x - a.x) * box.width, (b.y - a.y) * box.height];
    const length = dx * dx + dy * dy || 1;
    const share = Math.min(1, Math.max(0, ((point.x - a.x) * box.width * dx + (point.y - a.y) * box.height * dy) / length));
    return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
  };
  const edges = (points) => points.map((point, n) => [point, points[(n + 1) % points.length]]);
  /* Onto the corner, the edge or the border that is near. */
  const snap = (point) => {
    const others = all("polygon.zone", overlay).map((shape) => read(shape.dataset.corners));
    const near = (candidates, reach) => candidates.map((candidate) => [far(point, candidate), candidate])
      .filter(([distance]) => distance <= reach).sort((a, b) => a[0] - b[0])[0]?.[1];
    const corner = near(others.flat(), 16);
    if (corner) return { ...corner };
    const edge = near(others.flatMap(edges).map(([a, b]) => foot(point, a, b)), 10);
    if (edge) return edge;
    const box = pixels();
    const border = (value, size) => (value * size < 10 ? 0 : (1 - value) * size < 10 ? 1 : value);
    return { x: border(point.x, box.width), y: border(point.y, box.height) };
  };

  let draw = () => {};
  const form = find("#zone-form"), marks = find("#marks-form");
  if (form) zone(); else if (marks) floor();
  if (picture.complete && picture.naturalWidth) settle();
  else if (picture.complete) dark();

  /* A zone: four taps make it; a corner is dragged, a point between two makes one more. */
  function zone() {
    const field = find("#corners"), kind = find("#kind");
    const undo = find("#undo"), drop = find("#drop"), clear = find("#clear");
    let corners = read(field.value), chosen = -1, dragged = -1, before = null;
    const past = [];
    const group = make("g", { class: "drawing" });
    overlay.append(group);
    overlay.classList.add("active");
    overlay.removeAttribute("aria-hidden");

    const remember = () => { past.push(write(corners)); if (past.length > 100) past.shift(); };
    const changed = () => { field.value = write(corners); draw(); };
    draw = () => {
      group.replaceChildren();
      const shape = corners.length > 2 ? "polygon" : "polyline";
      group.append(make(shape, { class: `shape ${kind.value}`, points: outline(corners) }));
      if (corners.length > 3) {
        edges(corners).forEach(([a, b], n) => {
          const [x, y] = place({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
          group.append(make("circle", { class: "between", cx: x, cy: y, r: 7 }));
        });
      }
      corners.forEach((corner, n) => {
        const [x, y] = place(corner);
        const handle = make("circle", {
          class: n === chosen ? "corner chosen" : "corner", cx: x, cy: y, r: 11, tabindex: 0, role: "button", "data-corner": n,
          "aria-label": `${(board.dataset.corner || "").replace("%n", n + 1)}: ${percent(corner.x)} %, ${percent(corner.y)} %`,
        });
        group.append(handle);
      });
      undo.disabled = past.length === 0;
      drop.disabled = chosen < 0 || corners.length < 4;
      clear.disabled = corners.length === 0;
    };
    const refocus = (n) => find(`[data-corner="${n}"]`, group)?.focus();
    const remove = (n) => {
      if (corners.length < 4 || n < 0) return;
      remember(); corners.splice(n, 1); chosen = -1; changed(); say("removed", n + 1);
    };
    const back = () => {
      if (!past.length) return;
      corners = read(past.pop()); chosen = -1; changed(); say("undone");
    };

    overlay.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      /* A finger need not hit a handle in its middle. */
      const reach = event.pointerType === "touch" ? 24 : 14, point = at(event);
      const nearest = (points) => points.map((other, n) => [far(point, other), n])
        .filter(([distance]) => distance <= reach).sort((a, b) => a[0] - b[0])[0]?.[1];
      const middles = corners.length > 3 ? edges(corners).map(([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })) : [];
      const corner = nearest(corners), between = nearest(middles);
      before = write(corners);
      if (corner !== undefined) {
        dragged = chosen = corner;
      } else if (between !== undefined) {
        dragged = chosen = between + 1;
        corners.splice(dragged, 0, point);
      } else if (corners.length < 4) {
        corners.push(snap(point));
        dragged = chosen = corners.length - 1;
        say("placed", corners.length);
      } else {
        chosen = -1; draw();
        return;
      }
      overlay.setPointerCapture(event.pointerId);
      changed();
    });
    overlay.addEventListener("pointermove", (event) => {
      if (dragged < 0) return;
      corners[dragged] = snap(at(event));
      changed();
    });
    const end = () => {
      if (dragged < 0) return;
      if (before !== write(corners)) past.push(before);
      dragged = -1;
      draw();
    };
    overlay.addEventListener("pointerup", end);
    overlay.addEventListener("pointercancel", end);
    overlay.addEventListener("keydown", (event) => {
      const corner = event.target.dataset.corner;
      if (corner === undefined) return;
      const n = Number(corner), step = event.shiftKey ? 0.001 : 0.01;
      const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (way) {
        event.preventDefault();
        remember();
        corners[n] = { x: clamp(corners[n].x + way[0]), y: clamp(corners[n].y + way[1]) };
        chosen = n; changed(); refocus(n);
      } else if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        remove(n); refocus(Math.max(0, n - 1));
      }
    });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "z" && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) {
        event.preventDefault(); back();
      }
    });
    undo.addEventListener("click", back);
    drop.addEventListener("click", () => remove(chosen));
    clear.addEventListener("click", () => { remember(); corners = []; chosen = -1; changed(); });
    field.addEventListener("input", () => { corners = read(field.value); chosen = -1; draw(); });
    const fit = () => {
      find(".car").hidden = kind.value !== "product";
      find(".mask-note").hidden = kind.value !== "exclude";
      draw();
    };
    kind.addEventListener("change", fit);
    /* A shape that is not there yet is told here, before the server has to. */
    form.addEventListener("submit", (event) => {
      if (corners.length < 3) { event.preventDefault(); find("details.more").open = true; field.focus(); }
    });
    fit();
  }

  /* Four marks: each tap sets the next one. */
  function floor() {
    const start = find("#marks-start"), undo = find("#marks-undo");
    const field = (name, n) => find(`#${name}${n + 1}`);
    const point = (n) => {
      const [x, y] = ["left", "top"].map((name) => field(name, n).value.trim());
      const value = { x: Number(x.replace(",", ".")) / 100, y: Number(y.replace(",", ".")) / 100 };
      return x && y && Number.isFinite(value.x) && Number.isFinite(value.y) ? value : null;
    };
    const set = (n, value) => {
      field("left", n).value = value ? percent(value.x) : "";
      field("top", n).value = value ? percent(value.y) : "";
    };
    const group = make("g", { class: "drawing" });
    overlay.append(group);
    let active = false, dragged = -1;
    const past = [];
    const points = () => [0, 1, 2, 3].map(point);
    const remember = () => past.push(points());

    draw = () => {
      group.replaceChildren();
      const known = points();
      if (known.every(Boolean)) group.append(make("polygon", { class: "floor", points: outline(known) }));
      known.forEach((value, n) => {
        if (!value) return;
        const [x, y] = place(value);
        group.append(make("circle", { class: "mark", cx: x, cy: y, r: 13 }));
        const text = make("text", { class: "pin", x, y: y + 5 });
        text.textContent = n + 1;
        group.append(text);
      });
      undo.disabled = past.length === 0;
    };
    const activate = (on) => {
      active = on;
      overlay.classList.toggle("active", on);
      start.setAttribute("aria-pressed", String(on));
      if (on) board.scrollIntoView({ block: "nearest" });
    };
    start.addEventListener("click", () => {
      const begin = !active;
      if (begin && points().every(Boolean)) { remember(); [0, 1, 2, 3].forEach((n) => set(n, null)); }
      activate(begin); draw();
    });
    undo.addEventListener("click", () => { past.pop()?.forEach((value, n) => set(n, value)); draw(); say("undone"); });
    overlay.addEventListener("pointerdown", (event) => {
      if (!active || event.button) return;
      event.preventDefault();
      const next = points().findIndex((value) => !value);
      const reach = event.pointerType === "touch" ? 24 : 14;
      const near = points().findIndex((value) => value && far(value, at(event)) <= reach);
      const mark = near < 0 ? undefined : near;
      if (mark === undefined && next < 0) return;
      remember();
      dragged = mark ?? next;
      set(dragged, at(event));
      overlay.setPointerCapture(event.pointerId);
      draw();
      say("mark", dragged + 1);
    });
    overlay.addEventListener("pointermove", (event) => { if (dragged >= 0) { set(dragged, at(event)); draw(); } });
    const end = () => {
      if (dragged < 0) return;
      dragged = -1;
      if (points().every(Boolean)) { activate(false); (field("x", 0)).focus({ preventScroll: true }); }
    };
    overlay.addEventListener("pointerup", end);
    overlay.addEventListener("pointercancel", end);
    for (const input of all("input", marks)) input.addEventListener("input", () => draw());
    draw();
  }
})();
